import type { Resource } from '../../contract/resource/resources.ts';
import type { CreatedRecord, EvidenceStep } from '../findings/evidence.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { MadeOnce } from './made-once.ts';
import { canName, createdIn, placeId } from './place-id.ts';

/** A record of the run, and where the response to its create has its id. */
type NotedRecord = Omit<TestRecord, 'steps'> & CreatedRecord & { steps: readonly EvidenceStep[] };

/** Sends a case, and records its defects. */
export type Execute = (testCase: Case) => Promise<Exchange | undefined>;
/** The case that a record is for. */
export type For = Pick<Case, 'creating' | 'isControl' | 'isAwaited'>;

/** How many times a refused create is sent again, with other values each time. */
const maxAttempts = 3;
/** How deep the records are that are created for one request: of resources that name each other there are very many. */
const maxDepth = 3;

/** Creates the records that requests need, and deletes them at the end. */
export class Records {
  readonly #plan: Plan;
  readonly #execute: Execute;
  readonly #shared = new MadeOnce<Resource, TestRecord | undefined>();
  readonly #created = new Set<TestRecord>();
  readonly #byExchange = new WeakMap<Exchange, NotedRecord>();
  readonly #attempted = new Set<Resource>();
  /** Whether there may be records to delete at the end. */
  hasDeletable = false;
  #serial = 0;
  #skips = 0;

  constructor(plan: Plan, execute: Execute) {
    this.#plan = plan;
    this.#execute = execute;
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
      return this.#shared.get(resource, () => this.#make(resource, wanted));
    return isDeep(wanted) ? undefined : this.#make(resource, wanted);
  }

  /** Lets the next requests have another record in the place of a shared one, which may have been used up. */
  retire(records: readonly TestRecord[]): void {
    for (const record of records) this.#shared.forget(record.resource, record);
  }

  /** A record that no other request names; deep below others, where that takes too many, one that others name as well. */
  fresh(resource: Resource, wanted: For = {}): Promise<TestRecord | undefined> {
    return isDeep(wanted) ? this.shared(resource, wanted) : this.#make(resource, wanted);
  }

  async #make(resource: Resource, { creating = [], isControl }: For): Promise<TestRecord | undefined> {
    const part = resource.operations.get('create');
    const create = part && this.#plan.tested(part.operation);
    if (!create) return undefined;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const isFirst = attempt === 0 && !this.#attempted.has(resource);
      this.#attempted.add(resource);
      if (!create.base) return undefined;
      const exchange = await this.#execute({
        operation: create,
        title: 'creates a record that other requests need',
        expectation: { kind: isFirst ? 'accepted' : 'any' },
        pointer: create.operation.pointer,
        parts: create.base,
        // The first one has the contract's own values, the others unique ones, unless these are refused.
        variesAll: !isFirst && attempt < maxAttempts - 1,
        creating: [...creating, resource],
        isAwaited: true,
        ...(isControl && { isControl }),
      });
      const record = exchange && this.noteCreated(exchange, true);
      if (record) return record;
      if (attempt > 0) this.skipSerials();
    }
    return undefined;
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
    const { operation, parts } = exchange.case;
    const { part } = operation;
    // 202 says that it may be created later.
    const { status } = exchange.received;
    if (part?.action !== 'create' || status >= 300 || status === 202) return undefined;
    const created = createdIn(exchange, part.resource, operation);
    if (created === undefined) return undefined;
    const variables = operation.pathParameters.map((parameter) => parts.parameters.get(parameter));
    const record: NotedRecord = {
      resource: part.resource,
      id: created.id,
      bodyPointer: created.bodyPointer,
      variables,
      sent: parts.body,
      operation: operation.operation,
      steps: [],
    };
    if (keepsSteps) record.steps = stepsTo(exchange, record);
    this.#created.add(record);
    this.hasDeletable ||= part.resource.operations.has('delete');
    this.#byExchange.set(exchange, record);
    return record;
  }

  /** Another record of the run that has the same id, and wasn't deleted. */
  twinOf(record: TestRecord): TestRecord | undefined {
    const keyOf = ({ id, variables }: TestRecord) => JSON.stringify([...variables, id].map(String));
    return [...this.#created].find(
      (other) => other !== record && other.resource === record.resource && keyOf(other) === keyOf(record),
    );
  }

  /** The record of a resource that was created last. */
  newest(resource: Resource): TestRecord | undefined {
    return [...this.#created].findLast((record) => record.resource === resource);
  }

  noteDeleted(record: TestRecord): void {
    this.#created.delete(record);
  }

  /** Requests that delete the records of the run, the newest first; none for resources without a delete. */
  *deletions(): Generator<Case> {
    for (const record of [...this.#created].reverse()) {
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

/** The requests that lead to a record: those for the records that it needs, and its create. */
export function stepsTo(
  { case: { operation }, request, received, record: needed }: Exchange,
  created: CreatedRecord,
): EvidenceStep[] {
  const { id, bodyPointer } = created;
  return [
    ...(needed?.steps ?? []),
    { operationId: operation.id, request, received, created: { id, bodyPointer } } satisfies EvidenceStep,
  ];
}
