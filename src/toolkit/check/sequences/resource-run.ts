import type { Action, Resource } from '../../contract/resource/resources.ts';
import { type RequestParts, seededChoices } from '../../instances/index.ts';
import type { Case, Exchange, Expectation } from '../plan/case.ts';
import type { CheckCode } from '../findings/codes.ts';
import { placeId, type TestRecord } from '../run/records.ts';
import type { Session } from '../run/session.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { type Difference, describe, type Fields, RecordView } from './record-view.ts';

/** A record as it was read. */
export interface ReadRecord {
  readonly exchange: Exchange;
  readonly fields: Fields;
}

/** The operations of one resource, as sequences use them. */
export class ResourceRun {
  readonly session: Session;
  readonly resource: Resource;
  readonly view: RecordView | undefined;

  constructor(session: Session, resource: Resource) {
    this.session = session;
    this.resource = resource;
    const reader = this.operation('read');
    const writers = (['create', 'replace', 'patch'] as const).flatMap((action) => this.operation(action) ?? []);
    this.view = reader && RecordView.of(reader, resource, writers);
  }

  /** The operation for an action, where it is among those that are tested. */
  operation(action: Action): TestedOperation | undefined {
    const part = this.resource.operations.get(action);
    const { plan } = this.session.parts;
    return part && plan.operations.includes(part.operation) ? plan.tested(part.operation) : undefined;
  }

  /** The operation that a record was made by. */
  writerOf(record: TestRecord): TestedOperation {
    return this.session.parts.plan.tested(record.operation);
  }

  /** What does something to a record; undefined where the contract has no such operation. */
  caseOf(
    action: Action,
    record: TestRecord,
    title: string,
    expectation: Expectation = { kind: 'answered' },
    parts?: RequestParts,
  ): Case | undefined {
    const operation = this.operation(action);
    const base = parts ?? operation?.base;
    if (!operation || !base) return undefined;
    const { pointer } = operation.operation;
    return {
      operation,
      title,
      expectation,
      pointer,
      parts: placeId(operation, base, record).parts,
      isFilled: true,
    };
  }

  /** Does something to a record. @returns undefined where the contract has no such operation, or no answer came */
  async act(
    action: Action,
    record: TestRecord,
    title: string,
    expectation?: Expectation,
    parts?: RequestParts,
  ): Promise<Exchange | undefined> {
    const made = this.caseOf(action, record, title, expectation, parts);
    return made && this.session.run(made);
  }

  /** The record as it is read now; undefined where it can't be. */
  async read(record: TestRecord, title: string): Promise<ReadRecord | undefined> {
    const exchange = await this.act('read', record, title);
    const fields = exchange && exchange.received.status < 300 ? this.view?.recordIn(exchange.body) : undefined;
    return exchange && fields && { exchange, fields };
  }

  /** Reports differences under a code of their own where texts are only normalised. */
  tell(code: CheckCode, verb: string, differences: readonly Difference[], exchange: Exchange): void {
    const isNormalised = (one: Difference) => one.isNormalised;
    this.#tellAs('normalised', verb, differences.filter(isNormalised), exchange);
    this.#tellAs(
      code,
      verb,
      differences.filter((one) => !isNormalised(one)),
      exchange,
    );
  }

  /** Many at once have one cause. */
  #tellAs(code: CheckCode, verb: string, differences: readonly Difference[], exchange: Exchange): void {
    const [first] = differences;
    if (first && differences.length > 2) {
      const message = `${verb} ${differences.length} fields otherwise: ${differences.map(describe).join('; ')}`;
      this.session.report(code, message.slice(0, 600), this.view?.place.schemaPointer ?? first.pointer, exchange);
      return;
    }
    for (const difference of differences)
      this.session.report(code, `${verb} ${describe(difference)}`, difference.pointer, exchange);
  }
}

/** A request with other values in its body, the same for the same seed. */
export function otherParts({ maker, base }: TestedOperation, seed: string): RequestParts | undefined {
  const made = maker.parts(seededChoices(seed));
  return made && { parameters: base?.parameters ?? made.parameters, body: made.body };
}
