import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Action, IdSource, Resource } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperations } from '../mock-operations.ts';
import { ActionState } from './actions/action-state.ts';
import { BulkState } from './bulk/bulk-state.ts';
import { describeState } from './describe-state.ts';
import { HeldWrites } from './held-writes.ts';
import { DeclaredLists } from './lists/declared-list.ts';
import type { MockedResources } from './lists/listed-resources.ts';
import type { Outcome } from './record-requests.ts';
import type { SentRequest } from './record-responses.ts';
import type { ExampleData, InitialRecords } from './records/example-data.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { Stamps } from './records/record-kit.ts';
import { RecordsAbove } from './records-above.ts';
import { Relations } from './relations/relations.ts';
import { idIn, requestForRead } from './resource-operations.ts';
import { ResourceState } from './resource-state.ts';
import { ResultState } from './results/result-state.ts';
import { seedStates } from './seed-states.ts';
import { SignInState } from './sign-in/sign-in-state.ts';
import { SingletonAction } from './singletons/singleton-action.ts';
import { SingletonState } from './singletons/singleton-state.ts';
import { StateView, whoAsks } from './state-view.ts';
import { FileTransfers } from './uploads/file-transfers.ts';

/** What an operation works on, what it does there, and where its requests have the id of the record. */
export interface StatefulOperation {
  readonly state: ResourceState | SingletonState;
  readonly action: Action;
  readonly id: IdSource | undefined;
}

/** What handles the requests of one operation. */
interface OperationState {
  handle(request: ReadRequest, sent: SentRequest): Promise<Outcome | undefined>;
}

/** How many there are at the start in a list that has no operation of its own: a cart isn't full. */
const maxHeldRecords = 3;

/** The records of all resources of a contract. */
export class ContractState {
  readonly #operations: MockOperations;
  readonly #declaredLists: DeclaredLists;
  readonly #above: RecordsAbove;
  readonly #states: readonly ResourceState[];
  /** The state that an operation works on, and what it does there. */
  readonly #actions: ReadonlyMap<Operation, StatefulOperation>;
  readonly #singletons: readonly SingletonState[];
  readonly #views = new Map<Operation, { readonly state: ResourceState; readonly view: StateView }>();
  readonly relations: Relations;
  readonly #held: HeldWrites;
  readonly #files: FileTransfers;
  /** Signing in, actions, and what changes many records at once. */
  readonly #others: ReadonlyMap<Operation, OperationState>;
  readonly #described: readonly { readonly description: string }[];
  readonly #results = new Map<Operation, ResultState>();
  readonly #makeResult: (operation: Operation) => ResultState;

  constructor(
    contract: Contract,
    {
      resources,
      views,
      singletons,
      held,
      recordActions,
      uploads,
      attached,
      signIns,
      bulk,
      singletonChanges,
    }: MockedResources,
    operations: MockOperations,
    stamps: Stamps,
    data: ExampleData,
  ) {
    this.#operations = operations;
    this.#declaredLists = new DeclaredLists(operations);
    this.relations = new Relations(contract);
    const lists = new Set(held.filter(({ isOwn }) => isOwn).map(({ resource }) => resource));
    const few = { ...data, records: Math.min(data.records, maxHeldRecords) };
    this.#states = resources.map(
      (resource) => new ResourceState(resource, operations, stamps, lists.has(resource) ? few : data, this.relations),
    );
    this.relations.states = this.#states;
    this.#above = new RecordsAbove(this.#states);
    for (const { operation, resource } of views) {
      const state = this.#states.find((one) => one.resource === resource);
      if (state)
        this.#views.set(operation, { state, view: new StateView(operation, resource, operations, this.relations) });
    }
    const stateOf = (resource: Resource) => this.#states.find((state) => state.resource === resource) as ResourceState;
    const recordAbove = this.#above.nearest.bind(this.#above);
    const source = { contract, operations, data, relations: this.relations, recordAbove };
    this.#makeResult = (operation) => new ResultState(operation, source, stamps.now);
    this.#singletons = singletons.map((resource) => {
      const reader = resource.operations.get('read')?.operation;
      const own = held.filter(({ holder }) => holder === reader);
      return new SingletonState(
        resource,
        source,
        own.map(({ way, resource: inner }) => ({ way, state: stateOf(inner) })),
        stateOf,
      );
    });
    this.relations.self = whoAsks(this.#singletons, views, stateOf);
    const actions = [...this.#states, ...this.#singletons].flatMap((state) =>
      [...state.resource.operations.values()]
        .filter(({ action }) => action !== 'list' || !lists.has(state.resource))
        .map(({ action, operation, id }) => [operation, { state, action, id }] as const),
    );
    this.#actions = new Map(actions);
    const profile = this.#singletons.find((one) => one.resource === signIns.profile);
    const signing = { profile, hasJwt: signIns.hasJwt, now: stamps.now, stateOf };
    const acting = recordActions.map(
      (one) => [one.operation, new ActionState(one, stateOf(one.resource), operations, stamps.now)] as const,
    );
    const many = bulk.map((one) => [one.operation, new BulkState(one, stateOf(one.resource), operations)] as const);
    const changing = singletonChanges.flatMap((one) => {
      const state = this.#singletons.find(({ resource }) => resource === one.resource);
      return state ? [[one.operation, new SingletonAction(one, state, operations, stamps.now)] as const] : [];
    });
    this.#described = [...acting, ...changing, ...many].map(([, state]) => state);
    this.#others = new Map<Operation, OperationState>([
      ...acting,
      ...changing,
      ...many,
      ...signIns.operations.map((one) => [one, new SignInState(one, signing, source)] as const),
    ]);
    this.#files = new FileTransfers({ uploads, attached }, this.#states, operations, (one) => this.#actions.has(one));
    this.#held = new HeldWrites(
      held.map((list) => ({ list, state: stateOf(list.resource) })),
      operations,
    );
  }

  /** Whether requests of an operation read or change records. */
  has(operation: Operation): boolean {
    return (
      this.#actions.has(operation) ||
      this.#views.has(operation) ||
      this.#others.has(operation) ||
      this.#files.receives(operation) ||
      this.#held.clears(operation)
    );
  }

  /** Undefined for a stateless operation. */
  find(operation: Operation): StatefulOperation | undefined {
    return this.#actions.get(operation);
  }

  /** The states of the resources that have records. */
  get resources(): readonly ResourceState[] {
    return this.#states;
  }

  /** Whether an operation creates records. */
  creates(operation: Operation): boolean {
    return this.#actions.get(operation)?.action === 'create';
  }

  /**
   * What reads the record that a request is about, or that it has created, and the request for that.
   * @returns undefined if nothing reads it
   */
  readOf(operation: Operation, request: ReadRequest, createdId?: unknown) {
    const other = this.#others.get(operation);
    const found = this.#actions.get(operation) ?? (other instanceof ActionState ? other.target : undefined);
    const read = found?.state.resource.operations.get('read');
    const plain = found && read && requestForRead(read, request, createdId ?? (found.id && idIn(request, found.id)));
    return read && plain ? { reader: this.#operations.get(read.operation), request: plain } : undefined;
  }

  /**
   * The state's result for a request; undefined if the operation has no state.
   * @param onCreated is called with the id of a record that the request creates
   */
  async handle(
    operation: Operation,
    request: ReadRequest,
    sent: SentRequest,
    onCreated?: (id: unknown) => void,
  ): Promise<Outcome | undefined> {
    if (this.#above.isLost(operation, request)) return 'deleted';
    if (this.#operations.get(operation).declaresMissing) {
      if (await this.relations.isBelowUnknown(operation.path, request.path)) return 'unknown';
    }
    const seen = this.#views.get(operation);
    if (seen) return seen.view.list(seen.state, request, sent);
    const file = await this.#files.handle(operation, request, sent);
    if (file) return file;
    const done = await this.#others.get(operation)?.handle(request, sent);
    if (done) return done;
    const found = this.#actions.get(operation);
    const state = found?.state;
    const onRecord =
      onCreated && state instanceof ResourceState
        ? (record: MockRecord) => onCreated(record[state.idProperty as string])
        : undefined;
    const outcome = found
      ? await found.state.handle(found.action, request, sent, onRecord)
      : await this.#held.clear(operation, request);
    // What no request changes may be a list of which some is asked for.
    const isWhole = outcome === undefined || (typeof outcome === 'object' && 'body' in outcome);
    const listed =
      isWhole && (state === undefined || (state instanceof SingletonState && !state.isWritable))
        ? await this.#declaredLists.list(operation, request, sent, outcome)
        : undefined;
    if (listed) return listed;
    const holder = typeof outcome === 'object' && 'status' in outcome ? this.#held.holderOf(operation) : undefined;
    if (holder) {
      const whole = await this.handle(holder, request, { ...sent, accept: undefined });
      return this.#held.withHolder(operation, outcome as OperationResponse, whole);
    }
    if (outcome || operation.method === 'get') return outcome;
    return this.#resultOf(operation).handle(request, sent);
  }

  #resultOf(operation: Operation): ResultState {
    const known = this.#results.get(operation) ?? this.#makeResult(operation);
    this.#results.set(operation, known);
    return known;
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.assign({}, ...this.#states.map((state) => state.snapshot()));
  }

  /** Sets the initial records of collections, and what there is one of. */
  seed(records: InitialRecords): void {
    seedStates(this.#states, this.#singletons, records);
  }

  /** Takes over the records of an older contract, or of another session. */
  adopt(older: ContractState): void {
    this.#files.adopt(older.#files);
    for (const state of this.#states) {
      const known = older.#states.find((other) => other.resource.path === state.resource.path);
      if (known) state.adopt(known);
    }
    for (const state of this.#singletons) {
      const known = older.#singletons.find((other) => other.resource.path === state.resource.path);
      if (known) state.adopt(known);
    }
  }

  /** The operations that list records, and the resource of these. */
  get lists(): { readonly operation: Operation; readonly resource: Resource }[] {
    const own = [...this.#actions].flatMap(([operation, { state, action }]) =>
      action === 'list' ? [{ operation, resource: state.resource }] : [],
    );
    const seen = [...this.#views].map(([operation, { state }]) => ({ operation, resource: state.resource }));
    return [...own.filter(({ operation }) => !this.#views.has(operation)), ...seen];
  }

  /** One line for each resource, in words. */
  describe(): string[] {
    return describeState(this.#states, this.#singletons, this.#described);
  }
}
