import type { Action, Resource } from '../../contract/resource/resources.ts';
import { type RequestParts, seededChoices } from '../../instances/index.ts';
import type { CheckCode } from '../findings/codes.ts';
import { retryAfterOf } from '../http/retry-after.ts';
import type { Case, Expectation } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { isOtherThanId } from '../plan/put-resources.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { canName, placeId } from '../run/place-id.ts';
import type { Session } from '../run/session.ts';
import { describeDifference, type FieldDifference, RecordView } from './record-view.ts';

/** A record as it was read. */
export interface ReadRecord {
  readonly exchange: Exchange;
  readonly fields: Fields;
}

/** A sequence of requests to the operations of one resource. */
export class ResourceRun {
  readonly session: Session;
  readonly resource: Resource;
  readonly view: RecordView | undefined;
  /** The query with which the list has the records of the run, where a default of the contract filters them out. */
  listScope: Readonly<Record<string, unknown>> = {};

  /** @param isSingle whether there is only one record, which may have no id */
  constructor(session: Session, resource: Resource, isSingle = false) {
    this.session = session;
    this.resource = resource;
    const { references } = session.parts.plan;
    const reader = this.operation('read');
    const writers = (['create', 'replace', 'patch'] as const).flatMap((action) => this.operation(action) ?? []);
    if (!reader) return;
    const view = isSingle ? undefined : RecordView.of(reader, resource, writers, references);
    const hasOwnId = resource.operations.has('create') || !isOtherThanId(resource, view?.place.id);
    this.view = isSingle || !hasOwnId ? RecordView.ofSingleton(reader, writers, references) : view;
  }

  /** The operation that does an action; undefined if there is none, or it isn't tested. */
  operation(action: Action): TestedOperation | undefined {
    const part = this.resource.operations.get(action);
    const { plan } = this.session.parts;
    return part && plan.operations.includes(part.operation) ? plan.tested(part.operation) : undefined;
  }

  /** The operation that created a record. */
  writerOf(record: TestRecord): TestedOperation {
    return this.session.parts.plan.tested(record.operation);
  }

  /** The case for an action on a record; undefined if there is no such operation, or it can't name the record. */
  caseOf(
    action: Action,
    record: TestRecord,
    title: string,
    expectation: Expectation = { kind: 'any' },
    parts?: RequestParts,
  ): Case | undefined {
    const operation = this.operation(action);
    const base = parts ?? operation?.base;
    if (!operation || !base || !canName(operation, record)) return undefined;
    const { pointer } = operation.operation;
    return {
      operation,
      title,
      expectation,
      pointer,
      parts: placeId(operation, base, record).parts,
      isFilled: true,
      record,
    };
  }

  /** Sends the case for an action on a record. @returns undefined if there is no such operation, or no response */
  async act(
    action: Action,
    record: TestRecord,
    title: string,
    expectation?: Expectation,
    parts?: RequestParts,
  ): Promise<Exchange | undefined> {
    const testCase = this.caseOf(action, record, title, expectation, parts);
    const result = testCase && (await this.session.execute(testCase));
    return result?.exchange;
  }

  /**
   * The record as it is read after a write. After a 202 it may take time until it has what was written.
   * @param wanted what was written
   * @returns undefined if it can't be read, or doesn't have it in time
   */
  async readAfter(
    written: Exchange,
    record: TestRecord,
    title: string,
    wanted: Fields,
  ): Promise<ReadRecord | undefined> {
    if (written.received.status !== 202) return this.read(record, title);
    const { value, isDone } = await this.session.patience.until(
      () => this.read(record, title),
      ({ fields }) => this.view?.compare(fields, wanted).length === 0,
      retryAfterOf(written.received),
    );
    if (!isDone) this.session.coverage.skip(written, '202: what was written could not be read in time');
    return isDone ? value : undefined;
  }

  /** The record as it is read now; undefined if it can't be. */
  async read(record: TestRecord, title: string): Promise<ReadRecord | undefined> {
    const exchange = await this.act('read', record, title);
    const isRead = exchange !== undefined && exchange.received.status < 300 && exchange.received.status !== 202;
    const fields = isRead ? this.view?.recordIn(exchange.body) : undefined;
    return exchange && fields && { exchange, fields };
  }

  /**
   * Reports differences; texts that are only normalised have a code of their own.
   * @param before see `Session.report`
   */
  report(
    code: CheckCode,
    verb: string,
    differences: readonly FieldDifference[],
    exchange: Exchange,
    ...before: readonly Exchange[]
  ): void {
    const { normalised = [], different = [] } = Object.groupBy(differences, ({ isNormalised }) =>
      isNormalised ? 'normalised' : 'different',
    );
    this.#reportAs('normalised', verb, normalised, exchange, before);
    this.#reportAs(code, verb, different, exchange, before);
  }

  /** Many differences in one record have one cause. */
  #reportAs(
    code: CheckCode,
    verb: string,
    differences: readonly FieldDifference[],
    exchange: Exchange,
    before: readonly Exchange[],
  ): void {
    const [first] = differences;
    if (first && differences.length > 2) {
      const message = `${verb} ${differences.length} fields with other values than were written: ${differences.map(describeDifference).join('; ')}`;
      this.session.report(
        code,
        message.slice(0, 600),
        this.view?.place.schemaPointer ?? first.pointer,
        exchange,
        before,
        { extent: 'fields', missing: missingOf(differences) },
      );
      return;
    }
    for (const difference of differences) {
      const message = `${verb} ${describeDifference(difference)}`;
      this.session.report(code, message, difference.pointer, exchange, before, { missing: missingOf([difference]) });
    }
  }
}

function missingOf(differences: readonly FieldDifference[]): string[] {
  return differences.filter(({ got }) => got === undefined).map(({ property }) => property);
}

/** A request with other values in its body; the same seed gives the same values. */
export function otherParts({ maker, base }: TestedOperation, seed: string): RequestParts | undefined {
  const made = maker.parts(seededChoices(seed));
  return made && { parameters: base?.parameters ?? made.parameters, body: made.body };
}
