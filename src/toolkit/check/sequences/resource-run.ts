import type { Action, Resource } from '../../contract/resources.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Exchange, Expectation } from '../case.ts';
import { placeId, type TestRecord } from '../records.ts';
import type { Session } from '../session.ts';
import type { TestedOperation } from '../tested-operation.ts';
import { RecordView } from './record-view.ts';

/** The operations of one resource, as sequences use them. */
export class ResourceRun {
  readonly session: Session;
  readonly resource: Resource;
  readonly view: RecordView | undefined;

  constructor(session: Session, resource: Resource) {
    this.session = session;
    this.resource = resource;
    const reader = this.operation('read');
    this.view = reader && RecordView.of(reader, resource);
  }

  /** The operation for an action, where it is among those that are tested. */
  operation(action: Action): TestedOperation | undefined {
    const part = this.resource.operations.get(action);
    const { plan } = this.session.parts;
    return part && plan.operations.includes(part.operation) ? plan.tested(part.operation) : undefined;
  }

  /** Does something to a record. @returns undefined where the contract has no such operation, or no answer came */
  async act(
    action: Action,
    record: TestRecord,
    title: string,
    expectation: Expectation,
    parts?: RequestParts,
  ): Promise<Exchange | undefined> {
    const operation = this.operation(action);
    const base = parts ?? operation?.base;
    if (!operation || !base) return undefined;
    return this.session.run({
      operation,
      title,
      expectation,
      pointer: operation.operation.pointer,
      parts: placeId(operation, base, record).parts,
      isFilled: true,
    });
  }

  /** The record as it is read now; undefined where it can't be. */
  async read(
    record: TestRecord,
    title: string,
  ): Promise<{ exchange: Exchange; fields: Readonly<Record<string, unknown>> } | undefined> {
    const exchange = await this.act('read', record, title, { kind: 'answered' });
    const fields = exchange && exchange.received.status < 300 ? this.view?.recordIn(exchange.body) : undefined;
    return exchange && fields && { exchange, fields };
  }
}
