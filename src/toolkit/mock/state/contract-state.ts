import type { Operation } from '../../contract/document/operations.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import type { MockOperations } from '../mock-operations.ts';
import type { MockRecord } from './record-maker.ts';
import type { SentRequest } from './record-responses.ts';
import { type Outcome, ResourceState, type Stamps } from './resource-state.ts';
import { SingletonState } from './singleton-state.ts';

/** The records of all resources of a contract. */
export class ContractState {
  readonly #operations: MockOperations;
  readonly #states: readonly ResourceState[];
  /** The state that an operation works on, and what it does there. */
  readonly #actions: ReadonlyMap<
    Operation,
    { readonly state: ResourceState | SingletonState; readonly action: Action }
  >;

  readonly #singletons: readonly SingletonState[];

  /** @param singletons what there is one of */
  constructor(
    resources: readonly Resource[],
    singletons: readonly Resource[],
    operations: MockOperations,
    stamps: Stamps,
  ) {
    this.#operations = operations;
    this.#states = resources.map((resource) => new ResourceState(resource, operations, stamps));
    this.#singletons = singletons.map((resource) => new SingletonState(resource, operations));
    const actions = [...this.#states, ...this.#singletons].flatMap((state) =>
      [...state.resource.operations.values()].map(({ action, operation }) => [operation, { state, action }] as const),
    );
    this.#actions = new Map(actions);
  }

  /** Whether requests of an operation read or change records. */
  has(operation: Operation): boolean {
    return this.#actions.has(operation);
  }

  /** Whether an operation creates records. */
  creates(operation: Operation): boolean {
    return this.#actions.get(operation)?.action === 'create';
  }

  /** The state's result for a request; undefined if the operation has no state. */
  async handle(operation: Operation, request: ReadRequest, sent: SentRequest): Promise<Outcome | undefined> {
    // What is below a record that was deleted is gone with it.
    const isLost = () => this.#states.some((state) => state.hasLost(operation, request));
    if (this.#operations.get(operation).declaresMissing && isLost()) return 'deleted';
    const found = this.#actions.get(operation);
    const outcome = await found?.state.handle(found.action, request, sent);
    if (found?.action === 'delete' && typeof outcome === 'object')
      for (const state of this.#states) state.deleteBelow(operation, request);
    return outcome;
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.assign({}, ...this.#states.map((state) => state.snapshot()));
  }

  /** Sets the initial records of each collection. */
  seed(records: Readonly<Record<string, readonly MockRecord[]>>): void {
    for (const state of this.#states) state.seed(records[state.resource.path] ?? []);
  }

  /** Restores the initial records. */
  reset(): void {
    for (const state of [...this.#states, ...this.#singletons]) state.reset();
  }

  /** Takes over the records of an older contract, or of another session. */
  adopt(older: ContractState): void {
    for (const state of this.#states) {
      const known = older.#states.find((other) => other.resource.path === state.resource.path);
      if (known) state.adopt(known);
    }
    for (const state of this.#singletons) {
      const known = older.#singletons.find((other) => other.resource.path === state.resource.path);
      if (known) state.adopt(known);
    }
  }

  /** One line for each resource, in words. */
  describe(): string[] {
    const singletons = this.#singletons.map(
      ({ resource: { path, operations } }) =>
        `${path} is stateful: ${[...operations.keys()].join(', ')} (there is one of it)`,
    );
    const resources = this.#states.map(({ resource: { path, operations, foundBy } }) => {
      const missing = (['list', 'read', 'replace', 'patch', 'delete'] as const).filter(
        (action) => !operations.has(action),
      );
      const lacks = missing.length === 0 ? '' : `; it has no ${missing.join(', ')}`;
      return `${path} is stateful: ${[...operations.keys()].join(', ')} (from ${foundBy})${lacks}`;
    });
    return [...resources, ...singletons];
  }
}
