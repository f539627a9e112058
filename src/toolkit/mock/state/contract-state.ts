import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { type Action, type IdSource, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperations } from '../mock-operations.ts';
import { ActionState } from './actions/action-state.ts';
import { BulkState } from './bulk/bulk-state.ts';
import type { PathValues } from './collections.ts';
import { describeState } from './describe-state.ts';
import { HeldWrites } from './held-writes.ts';
import { DeclaredLists } from './lists/declared-list.ts';
import type { MockedResources } from './lists/listed-resources.ts';
import type { Outcome } from './record-requests.ts';
import type { SentRequest } from './record-responses.ts';
import type { ExampleData, InitialRecords } from './records/example-data.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { Stamps } from './records/record-kit.ts';
import { Relations } from './relations/relations.ts';
import { idIn, requestForRead } from './resource-operations.ts';
import { ResourceState } from './resource-state.ts';
import { ResultState } from './results/result-state.ts';
import { SignInState } from './sign-in/sign-in-state.ts';
import type { Subject } from './singletons/single-record-type.ts';
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

/** How many there are at the start in a list that has no operation of its own: a cart isn't full. */
const maxHeldRecords = 3;

/** The records of all resources of a contract. */
export class ContractState {
  readonly #operations: MockOperations;
  readonly #declaredLists: DeclaredLists;
  readonly #above = new Map<Operation, readonly ResourceState[]>();
  readonly #states: readonly ResourceState[];
  /** The state that an operation works on, and what it does there. */
  readonly #actions: ReadonlyMap<Operation, StatefulOperation>;
  readonly #singletons: readonly SingletonState[];
  readonly #views = new Map<Operation, { readonly state: ResourceState; readonly view: StateView }>();
  readonly relations: Relations;
  readonly #held: HeldWrites;
  readonly #signIns: ReadonlyMap<Operation, SignInState>;
  readonly #files: FileTransfers;
  readonly #recordActions: ReadonlyMap<Operation, ActionState>;
  readonly #singletonActions: ReadonlyMap<Operation, SingletonAction>;
  readonly #bulk: ReadonlyMap<Operation, BulkState>;
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
    for (const { operation, resource } of views) {
      const state = this.#states.find((one) => one.resource === resource);
      if (state)
        this.#views.set(operation, { state, view: new StateView(operation, resource, operations, this.relations) });
    }
    const stateOf = (resource: Resource) => this.#states.find((state) => state.resource === resource) as ResourceState;
    const recordAbove = this.#recordAbove.bind(this);
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
    this.#recordActions = new Map(
      recordActions.map((one) => [one.operation, new ActionState(one, stateOf(one.resource), operations, stamps.now)]),
    );
    const profile = this.#singletons.find((one) => one.resource === signIns.profile);
    this.#bulk = new Map(bulk.map((one) => [one.operation, new BulkState(one, stateOf(one.resource), operations)]));
    this.#singletonActions = new Map(
      singletonChanges.flatMap((one) => {
        const state = this.#singletons.find(({ resource }) => resource === one.resource);
        return state ? [[one.operation, new SingletonAction(one, state, operations, stamps.now)] as const] : [];
      }),
    );
    const signing = { profile, hasJwt: signIns.hasJwt, now: stamps.now, stateOf };
    this.#signIns = new Map(signIns.operations.map((one) => [one, new SignInState(one, signing, source)]));
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
      this.#recordActions.has(operation) ||
      this.#files.receives(operation) ||
      this.#signIns.has(operation) ||
      this.#bulk.has(operation) ||
      this.#singletonActions.has(operation) ||
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
    const found = this.#actions.get(operation) ?? this.#recordActions.get(operation)?.target;
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
    // What is below a record that was deleted is gone with it.
    if (this.#statesAbove(operation).some((state) => state.hasLost(operation, request))) return 'deleted';
    if (this.#operations.get(operation).declaresMissing) {
      if (await this.relations.isBelowUnknown(operation.path, request.path)) return 'unknown';
    }
    const seen = this.#views.get(operation);
    if (seen) return seen.view.list(seen.state, request, sent);
    const file = await this.#files.handle(operation, request, sent);
    if (file) return file;
    const signIn = this.#signIns.get(operation);
    if (signIn) return signIn.handle(request, sent);
    const many = this.#bulk.get(operation) ?? this.#singletonActions.get(operation);
    const changed = await many?.handle(request, sent);
    if (changed) return changed;
    const acting = this.#recordActions.get(operation);
    const acted = await acting?.handle(request, sent);
    if (acted) return acted;
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

  /** The record of which an operation does something, as its path says. */
  async #recordAbove(operation: Operation, path: PathValues): Promise<Subject | undefined> {
    const state = this.#statesAbove(operation).toSorted((a, b) => b.resource.path.length - a.resource.path.length)[0];
    const [name] = state ? variableNames(recordPathOf(state.resource)).slice(-1) : [];
    const open = await state?.openAt(path);
    const record = name === undefined ? undefined : open?.record(path[name]);
    return state && record && { resource: state.resource, record };
  }

  #resultOf(operation: Operation): ResultState {
    const known = this.#results.get(operation) ?? this.#makeResult(operation);
    this.#results.set(operation, known);
    return known;
  }

  /** Kept, since a contract may have hundreds of resources. */
  #statesAbove(operation: Operation): readonly ResourceState[] {
    const known = this.#above.get(operation);
    if (known) return known;
    const found = this.#states.filter((state) => state.isAbove(operation));
    this.#above.set(operation, found);
    return found;
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.assign({}, ...this.#states.map((state) => state.snapshot()));
  }

  /**
   * Sets the initial records of collections, or how many they have, and what there is one of. Where all are lists, there are no
   * others but those that they refer to; else the others are as they are without.
   */
  seed(records: InitialRecords): void {
    const given = typeof records === 'number' ? {} : records;
    for (const state of this.#singletons) {
      const [own] = [given[state.resource.path]].flat();
      if (typeof own === 'object') state.seed(own);
    }
    const lists = this.#states.map(({ resource }) => given[resource.path]).filter((own) => own !== undefined);
    const isOfOthers = lists.length === 0 && Object.keys(given).length > 0;
    const isList = typeof records === 'object' && !isOfOthers && lists.every((own) => typeof own === 'object');
    for (const state of this.#states) {
      const own = typeof records === 'number' ? records : given[state.resource.path];
      if (typeof own === 'number') state.seed({ count: own });
      else if (own) state.seed({ records: [own].flat(), count: 0 });
      else if (isList) state.seed({ records: [], count: 0, isOpen: true });
    }
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
    return describeState(this.#states, this.#singletons, [...this.#recordActions.values(), ...this.#bulk.values()]);
  }
}
