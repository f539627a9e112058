import { isObject } from '../../contract/document/is-object.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import type { CreatedRecord, EvidenceStep } from '../findings/evidence.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import { unchanged } from '../plan/fields.ts';
import { hiddenValuesIn } from '../plan/hidden-values.ts';
import type { Plan } from '../plan/plan.ts';
import { declaresCreated } from '../plan/put-resources.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { withChosenId } from './chosen-id.ts';
import { CreatedRecords } from './created-records.ts';
import { MadeOnce } from './made-once.ts';
import type { Patience } from './patience.ts';
import { canName, createdIn, placeId } from './place-id.ts';
import { PromisedRecords, promisedIn } from './promised-record.ts';
import { type Execute, type For, RecordCreator } from './record-creator.ts';
import { stepOf } from './steps.ts';

/** An id that a response has, or that the request has chosen. */
type NewId = Partial<CreatedRecord> & { readonly id: unknown; readonly isChosen?: boolean };

/** A record of the run, and where the response to its create has its id. */
type NotedRecord = Omit<TestRecord, 'steps' | 'sent'> & NewId & { steps: readonly EvidenceStep[]; sent: unknown };

/** How deep the records are that are created for one request: of resources that name each other there are very many. */
const maxDepth = 3;

/** Creates the records that requests need, and deletes them at the end. */
export class Records {
  readonly #plan: Plan;
  readonly #execute: Execute;
  readonly #shared = new MadeOnce<Resource, TestRecord | undefined>();
  readonly #creator: RecordCreator;
  readonly #promised: PromisedRecords;
  readonly created = new CreatedRecords();
  readonly #byExchange = new WeakMap<Exchange, NotedRecord>();
  /** Whether there may be records to delete at the end. */
  hasDeletable = false;
  #serial = 0;
  #skips = 0;

  constructor(
    plan: Plan,
    execute: Execute,
    patience: Patience,
    onBroken: (resource: Resource, accepted: Exchange) => void,
  ) {
    this.#plan = plan;
    this.#execute = execute;
    this.#creator = new RecordCreator(plan, execute, this);
    this.#promised = new PromisedRecords(patience, onBroken);
  }

  /** A number for values that have to be unique. */
  nextSerial(): number {
    return ++this.#serial;
  }

  /** Skips numbers that an earlier run may have used. */
  skipSerials(): void {
    this.#serial += 1000 * 2 ** Math.min(this.#skips++, 9);
  }

  /** A record that many requests may name; undefined if none can be created. */
  async shared(resource: Resource, wanted: For = {}): Promise<TestRecord | undefined> {
    // Waiting for a record that waits for this one would never end.
    if (!wanted.isAwaited || !this.#shared.isPending(resource))
      return this.#shared.get(resource, () => this.#creator.create(resource, wanted));
    return isDeep(wanted) ? undefined : this.#creator.create(resource, wanted);
  }

  /** Lets the next requests have another record in the place of a shared one, which may have been used up. */
  retire(records: readonly TestRecord[]): void {
    for (const record of records) this.#shared.forget(record.resource, record);
  }

  /** A record that no other request names; deep below others, where that takes too many, one that others name as well. */
  fresh(resource: Resource, wanted: For = {}): Promise<TestRecord | undefined> {
    return isDeep(wanted) ? this.shared(resource, wanted) : this.#creator.create(resource, wanted);
  }

  /**
   * Notes the record that a create has created.
   * @param keepsSteps whether reports show how it was created: keeping that of each random request would take too much memory
   * @returns undefined if it is not known to exist, or has no id
   */
  noteCreated(exchange: Exchange, keepsSteps = false): TestRecord | undefined {
    const known = this.#byExchange.get(exchange);
    if (known) {
      if (keepsSteps) known.steps = stepsTo(exchange, known);
      return known;
    }
    const { operation } = exchange.case;
    const { part } = operation;
    // 202 says that it may be created later.
    const { status } = exchange.received;
    if (part?.action !== 'create' || status >= 300 || status === 202) return undefined;
    const created = createdIn(exchange, part.resource, operation);
    const record = created && recordOf(exchange, part.resource, created);
    const isOfOld = record && status === 200 && declaresCreated(operation.operation) && this.#noteChanged(record);
    return record && !isOfOld ? this.#note(record, exchange, keepsSteps) : undefined;
  }

  /** A 200 beside a 201 is for a record that was there, such as a line of a cart whose quantity grows. */
  #noteChanged(record: NotedRecord): boolean {
    const twin = this.created.twinOf(record) as NotedRecord | undefined;
    const { sent } = record;
    if (twin && isObject(twin.sent) && isObject(sent)) twin.sent = unchanged(twin.sent, sent);
    return twin !== undefined;
  }

  /** Whether it is known that a PUT creates records of a resource. */
  createsByPut(resource: Resource): boolean {
    return this.#creator.createsByPut(resource);
  }

  /** A PUT that creates another record, where it is known that it creates any; undefined otherwise. */
  asNew(testCase: Case): Case | undefined {
    const { operation, parts } = testCase;
    const { part } = operation;
    if (part?.action !== 'replace' || !this.createsByPut(part.resource)) return undefined;
    const placed = withChosenId(operation, parts, this.nextSerial());
    return placed && { ...testCase, parts: placed, creating: [part.resource] };
  }

  /** Notes the record that a PUT has created under the id in its path. */
  notePut(exchange: Exchange, resource: Resource, keepsSteps = false): TestRecord | undefined {
    const { operation, parts } = exchange.case;
    const id = operation.pathParameters.at(-1);
    if (!id || exchange.received.status >= 300 || exchange.received.status === 202) return undefined;
    const record = recordOf(exchange, resource, { id: parts.parameters.get(id), isChosen: true });
    return this.#note(record, exchange, keepsSteps);
  }

  /** Waits for the record that a 202 has promised. @returns undefined if it isn't there */
  async awaitPromised(exchange: Exchange, wanted: For = {}): Promise<TestRecord | undefined> {
    const { operation, parts } = exchange.case;
    const { resource } = operation.part ?? {};
    const id = operation.pathParameters.at(-1);
    if (!resource || exchange.received.status !== 202) return undefined;
    const isPut = operation.part?.action === 'replace';
    const created = isPut
      ? id && { id: parts.parameters.get(id), isChosen: true }
      : promisedIn(exchange, resource, operation);
    const record = created && recordOf(exchange, resource, created);
    const isThere =
      record &&
      (await this.#promised.isThere(resource, exchange, () =>
        this.read(record, 'reads what a 202 has promised', wanted),
      ));
    return isThere ? this.#note(record, exchange, true) : undefined;
  }

  /** Reads a record of the run. @returns undefined if it can't be read by its id, or there is no response */
  async read(record: TestRecord, title: string, { creating, isControl }: For = {}): Promise<Exchange | undefined> {
    const part = record.resource.operations.get('read');
    const operation = part && this.#plan.tested(part.operation);
    if (!operation?.base || !canName(operation, record)) return undefined;
    return this.#execute({
      operation,
      title,
      expectation: { kind: 'any' },
      pointer: operation.operation.pointer,
      parts: placeId(operation, operation.base, record).parts,
      isFilled: true,
      isAwaited: true,
      record,
      ...(creating && { creating }),
      ...(isControl && { isControl }),
    });
  }

  #note(record: NotedRecord, exchange: Exchange, keepsSteps: boolean): TestRecord {
    if (keepsSteps) record.steps = stepsTo(exchange, record);
    this.created.add(record);
    this.hasDeletable ||= record.resource.operations.has('delete');
    this.#byExchange.set(exchange, record);
    return record;
  }

  /** Notes what was done with a record, for the reports of what is done with it later. */
  noteStep(record: TestRecord, exchange: Exchange): void {
    if (record.steps.length > 0) (record as NotedRecord).steps = [...record.steps, stepOf(exchange)];
  }

  noteDeleted(record: TestRecord): void {
    this.retire(this.created.delete(record));
  }

  /** Requests that delete the records of the run, the newest first; none for resources without a delete. */
  *deletions(): Generator<Case> {
    for (const record of this.created.newestFirst()) {
      const part = record.resource.operations.get('delete');
      const operation = part && this.#plan.tested(part.operation);
      if (!operation?.base || !canName(operation, record)) continue;
      yield {
        operation,
        title: 'deletes a record of the run',
        expectation: { kind: 'any' },
        pointer: operation.operation.pointer,
        parts: placeId(operation, operation.base, record).parts,
        isFilled: true,
        isCleanUp: true,
      };
    }
  }
}

function isDeep({ creating = [] }: For): boolean {
  return creating.length >= maxDepth;
}

function recordOf(
  { case: { operation, parts } }: Exchange,
  resource: Resource,
  { id, bodyPointer, isChosen }: NewId,
): NotedRecord {
  const above = isChosen ? operation.pathParameters.slice(0, -1) : operation.pathParameters;
  return {
    resource,
    id,
    bodyPointer,
    ...(isChosen && { isChosen }),
    variables: above.map((parameter) => parts.parameters.get(parameter)),
    sent: parts.body,
    hidden: hiddenValuesIn(operation, parts.body),
    operation: operation.operation,
    steps: [],
  };
}

/** The requests that lead to a record: those for the records that it needs, and its create. */
export function stepsTo(
  { case: { operation }, request, received, record: needed }: Exchange,
  { id, bodyPointer, isChosen }: NewId,
): EvidenceStep[] {
  const step = { operationId: operation.id, request, received };
  // An id that was chosen is in the request already.
  return [...(needed?.steps ?? []), isChosen ? step : { ...step, created: { id, bodyPointer } }];
}
