import type { Operation } from '../../contract/document/operations.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperation } from '../mock-operation.ts';
import type { MockOperations } from '../mock-operations.ts';
import { noteUnknown, type UnknownReference } from '../unknown-reference.ts';
import { type Collection, Collections, type PathValues, type Seeds } from './collections.ts';
import type { ExampleData } from './example-data.ts';
import { type OpenCollection, valuesIn } from './open-collection.ts';
import { makeKit, type RecordKit, type Stamps } from './record-kit.ts';
import type { MockRecord, RecordMaker } from './record-maker.ts';
import { RecordResponses, type SentRequest } from './record-responses.ts';
import type { Kinship } from './relations/kinship.ts';
import { ResourceOperations } from './resource-operations.ts';

/**
 * An operation's response, or why there is none: there is no such record, one has the id of the new one, or it has the status
 * already that it was to get.
 */
export type Outcome = OperationResponse | UnknownReference | 'deleted' | 'unknown' | 'taken' | 'done';

/** After this many taken ids, the search ends. */
const maxIdAttempts = 200;

/** The operations on the records of one resource. */
export class ResourceState {
  readonly resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #stamps: Stamps;
  readonly #collections: Collections;
  readonly #data: ExampleData;
  readonly #kinship: Kinship;
  readonly #responses: RecordResponses;
  #making: Promise<RecordKit | undefined> | undefined;
  #kit: RecordKit | undefined;
  /** Making ready what its records depend on. */
  #relatives: Promise<void> | undefined;

  constructor(resource: Resource, operations: MockOperations, stamps: Stamps, data: ExampleData, kinship: Kinship) {
    this.resource = resource;
    this.#operations = new ResourceOperations(resource, operations);
    this.#stamps = stamps;
    this.#data = data;
    this.#kinship = kinship;
    this.#collections = new Collections(resource, data);
    this.#responses = new RecordResponses(resource, this.#operations);
  }

  /** Sets the initial records, or their number. */
  seed(seeds: Seeds): void {
    this.#collections.seeds = seeds;
    this.reset();
  }

  /** The initial records of a scenario. */
  get seeds(): readonly MockRecord[] | undefined {
    return this.#collections.seeds?.records;
  }

  /** Restores the initial records. */
  reset(): void {
    this.#collections.clear();
    this.#kinship.noteChange(this);
  }

  /** Copies the records of the same resource from another state. */
  adopt(other: ResourceState): void {
    this.#collections.adopt(other.#collections);
  }

  /** Whether requests of an operation name a record of this resource further up in their path. */
  isAbove({ path }: Operation): boolean {
    return this.#collections.isAbove(path);
  }

  /** Whether the record of this resource that a request names further up in its path was deleted. */
  hasLost({ path }: Operation, request: ReadRequest): boolean {
    return this.#collections.hasLost(path, request.path);
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.fromEntries([...this.#collections.all].map(({ key, records }) => [key, [...records.values()]]));
  }

  /** Makes ready what its records are made with. Undefined if the resource can't be stateful, as its records have no id. */
  async prepare(): Promise<RecordKit | undefined> {
    const { names } = this.#kinship.of(this) ?? { names: [] };
    this.#making ??= makeKit(this.resource, this.#operations, { stamps: this.#stamps, data: this.#data, names });
    this.#kit = await this.#making;
    return this.#kit;
  }

  /** Undefined before it is ready. */
  get kit(): RecordKit | undefined {
    return this.#kit;
  }

  /** The records at a path, as soon as the resource is ready. */
  collectionAt(path: PathValues): Collection | undefined {
    const kit = this.#kit;
    if (!kit) return undefined;
    const key = this.#collections.keyOf(path);
    return (
      this.#collections.known(key) ??
      this.#collections.at(
        path,
        kit,
        this.#kinship.demandedOf(this),
        this.#isEmptyAt(path) ? undefined : this.#collections.isNested ? this.#kinship.fromPath(this, path) : {},
      )
    );
  }

  /** The same, if it was asked for before. */
  knownCollectionAt(path: PathValues): Collection | undefined {
    return this.#collections.known(this.#collections.keyOf(path));
  }

  /** The records at a path, up to date; undefined if the resource can't be stateful. */
  async recordsAt(path: PathValues): Promise<MockRecord[] | undefined> {
    const ready = await this.#open(path);
    return ready && [...ready.collection.records.values()];
  }

  /** The record that was added last at a path. */
  async newestAt(path: PathValues): Promise<MockRecord | undefined> {
    return (await this.recordsAt(path))?.at(-1);
  }

  /**
   * Stores what becomes of a record.
   * @param make returns the same record to leave it
   */
  async change(
    path: PathValues,
    id: unknown,
    make: (current: MockRecord, kit: RecordKit) => MockRecord,
  ): Promise<MockRecord | 'deleted' | 'unknown' | undefined> {
    const ready = await this.#open(path);
    if (!ready) return undefined;
    const { collection, kit } = ready;
    const key = String(id);
    const current = collection.records.get(key);
    if (!current) return collection.gone.has(key) ? 'deleted' : 'unknown';
    const next = make(current, kit);
    return next === current ? current : this.#put(collection, next, kit.place.id);
  }

  /** Puts others in place of the records at a path. What they lack is filled in. */
  async replaceAll(path: PathValues, records: readonly unknown[]): Promise<void> {
    const ready = await this.#open(path);
    if (!ready) return;
    const { collection, kit } = ready;
    const { maker, place } = kit;
    collection.changes++;
    collection.records.clear();
    for (const sent of records) {
      const part = sent as MockRecord;
      const id = maker.idFrom(part[place.id] ?? undefined) ?? this.#nextId(collection, maker);
      if (id !== undefined) this.#put(collection, maker.complete({ ...part, [place.id]: id }), place.id);
    }
    this.#kinship.noteChange(this);
  }

  get collections(): Iterable<Collection> {
    return this.#collections.all;
  }

  /** Whether clients set a property of a record. */
  isSettable(name: string): boolean {
    return (['create', 'replace', 'patch'] as const).some((action) => {
      const writer = this.#operations.get(action);
      return writer !== undefined && this.#kit?.maker.isSettable(name, writer) === true;
    });
  }

  #isEmptyAt(path: PathValues): boolean {
    const { path: template } = this.resource;
    return this.#kinship.isBelowNothing(template, path) || this.#kinship.isBelowNew(template, path);
  }

  /** Drops the records below a path. */
  dropBelow(path: string): void {
    this.#collections.dropBelow(path);
  }

  declares(action: Action, status: number): boolean {
    return this.#operations.get(action)?.responses.declares(status) === true;
  }

  /** The path of the collection that a request with these path variables is about. */
  pathOf(variables: PathValues): string {
    return this.#collections.keyOf(variables);
  }

  /** Whether a path is that of a collection of this resource. */
  hasCollection(path: string): boolean {
    return this.#collections.isNested ? valuesIn(this.resource.path, path) !== undefined : path === this.resource.path;
  }

  /** Opens a collection to changes past the contract's operations. @returns undefined if the records have no id */
  async open(path: string): Promise<OpenCollection | undefined> {
    const ready = await this.#open(valuesIn(this.resource.path, path) ?? {});
    if (!ready) return undefined;
    const { collection, kit } = ready;
    const { maker, place } = kit;
    return {
      idProperty: place.id,
      records: collection.records,
      maker,
      nextId: () => this.#nextId(collection, maker),
      put: (record) => this.#put(collection, record, place.id),
      delete: (id) => this.#delete(collection, id),
    };
  }

  /** The records at a path, as they are now, and what they are made with. */
  async #open(path: PathValues) {
    const kit = await this.prepare();
    if (!kit) return undefined;
    this.#relatives ??= this.#kinship.prepare(this);
    await this.#relatives;
    const collection = this.collectionAt(path) as Collection;
    this.#kinship.bringUpToDate(this, collection);
    return { collection, kit };
  }

  /** @returns undefined if the resource can't be stateful, as its records have no id */
  async handle(action: Action, request: ReadRequest, { accept, url }: SentRequest): Promise<Outcome | undefined> {
    const ready = await this.#open(request.path);
    if (!ready) return undefined;
    const { collection, kit } = ready;
    const { maker, place } = kit;
    if (action !== 'list' && action !== 'read') collection.changes++;
    if (action === 'list') return this.#responses.list(collection.records, request, { accept, url }, place);
    const frame = await this.#responses.frameFor(action, accept);
    if (action === 'create') {
      const writer = this.#operations.get('create') as MockOperation;
      const unknown = this.#kinship.findUnknown(this, action, maker.sent(request.body, writer), request.path);
      if (unknown?.status) return unknown;
      // An empty one has no path.
      const sentId = maker.idFrom(maker.sentId(request.body, writer) || undefined);
      const taken = sentId === undefined ? undefined : collection.records.get(String(sentId));
      // The initial records may be replaced: examples are often of the same record.
      const isTaken = taken !== undefined && !collection.initial.has(String(sentId));
      if (isTaken && writer.responses.declares(409)) return 'taken';
      const id = sentId !== undefined && !isTaken ? sentId : this.#nextId(collection, maker);
      if (id === undefined) return undefined;
      const made = maker.create(request.body, writer, id, this.#kinship.fromPath(this, request.path));
      const record = this.#put(collection, made, place.id);
      return noteUnknown(this.#responses.respondWith(frame, action, record, place.id, request), unknown);
    }
    const sentId = this.#operations.readId(action, request);
    const key = String(sentId);
    const current = collection.records.get(key);
    const writer = action === 'replace' || action === 'patch' ? this.#operations.get(action) : undefined;
    if (!current) {
      const newId = writer && maker.idFrom(sentId);
      const plain = newId === undefined ? undefined : await this.#operations.creatingResponse(action);
      if (!writer || !plain || collection.gone.has(key)) {
        if (action !== 'read') collection.changes--;
        return collection.gone.has(key) ? 'deleted' : 'unknown';
      }
      const record = this.#put(collection, maker.create(request.body, writer, newId), place.id);
      return this.#responses.respondWith({ ...frame, plain }, 'create', record, place.id, request);
    }
    if (action === 'delete') this.#delete(collection, sentId);
    const unknown = writer && this.#kinship.findUnknown(this, action, maker.sent(request.body, writer), request.path);
    if (unknown?.status) return unknown;
    const change = action === 'replace' ? maker.replace.bind(maker) : maker.patch.bind(maker);
    const record = writer
      ? this.#put(collection, change(current, request.body, writer, request.mediaType), place.id)
      : current;
    return noteUnknown(this.#responses.respondWith(frame, action, record, place.id, request), unknown);
  }

  #delete(collection: Collection, id: unknown): void {
    collection.changes++;
    collection.records.delete(String(id));
    collection.gone.add(String(id));
    this.#kinship.noteDeleted(this, collection, id);
  }

  /** Stores a record, with what depends on other records. */
  #put(collection: Collection, made: MockRecord, id: string): MockRecord {
    const key = String(made[id]);
    if (!collection.records.has(key)) collection.created.add(key);
    collection.changes++;
    collection.gone.delete(key);
    collection.records.set(key, made);
    collection.initial.delete(key);
    collection.filled.delete(key);
    this.#kinship.bringOneUpToDate(this, collection, key);
    this.#kinship.noteChange(this);
    return collection.records.get(key) as MockRecord;
  }

  /** @returns undefined if the schema allows no further one */
  #nextId({ records }: Collection, maker: RecordMaker): unknown {
    for (let tries = 0; tries < maxIdAttempts; tries++) {
      const id = maker.nextId(++this.#collections.lastSerial);
      if (id !== undefined && !records.has(String(id))) return id;
    }
    return undefined;
  }
}
