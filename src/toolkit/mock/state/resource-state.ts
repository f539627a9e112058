import { copyOf } from '../../contract/document/copy.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { fillTemplate, shapeOfTemplate, variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { examplesAt, findListPlace, findRecordPlace, type RecordPlace } from '../../contract/resource/record-shape.ts';
import { type Action, type IdSource, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperation } from '../mock-operation.ts';
import type { MockOperations } from '../mock-operations.ts';
import { type MockRecord, type Prepared, RecordMaker } from './record-maker.ts';
import { RecordResponses, type SentRequest } from './record-responses.ts';
import { ResourceOperations } from './resource-operations.ts';

/** The clock and ids for new records. */
export interface Stamps {
  readonly now: () => Date;
  readonly makeUuid: () => string;
}

/** An operation's response, or why there is none: there is no such record, or one has the id of the new one. */
export type Outcome = OperationResponse | 'deleted' | 'unknown' | 'taken';

/** After this many taken ids, the search ends. */
const maxIdAttempts = 200;

/** Of one resource, not counting collections that requests have changed. */
const maxCollections = 1000;

interface Collection {
  readonly records: Map<string, MockRecord>;
  readonly initial: ReadonlySet<MockRecord>;
  /** The ids of records that were deleted. */
  readonly gone: Set<string>;
  /** How many requests have changed it, or are about to. */
  changes: number;
}

/** The records of one resource, for each path that matches its template. */
export class ResourceState {
  readonly resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #stamps: Stamps;
  readonly #collections = new Map<string, Collection>();
  #maker: Promise<{ maker: RecordMaker; place: RecordPlace } | undefined> | undefined;
  readonly #responses: RecordResponses;
  readonly #isNested: boolean;
  #lastSerial = 0;
  /** The initial records; undefined for the contract's examples. */
  #seeds: readonly MockRecord[] | undefined;

  constructor(resource: Resource, operations: MockOperations, stamps: Stamps) {
    this.resource = resource;
    this.#operations = new ResourceOperations(resource, operations);
    this.#stamps = stamps;
    this.#responses = new RecordResponses(resource, this.#operations);
    this.#isNested = `${recordPathOf(resource)}/`.startsWith(`${resource.path.replace(/\/$/, '')}/`);
  }

  /** Sets the initial records. */
  seed(seeds: readonly MockRecord[]): void {
    this.#seeds = seeds;
    this.reset();
  }

  /** Restores the initial records. */
  reset(): void {
    this.#collections.clear();
    this.#lastSerial = 0;
  }

  /** Copies the records of the same resource from another state. */
  adopt(other: ResourceState): void {
    this.#seeds = other.#seeds;
    this.#lastSerial = other.#lastSerial;
    // Records are replaced, never changed.
    for (const [path, { records, gone, ...rest }] of other.#collections)
      this.#collections.set(path, { ...rest, records: new Map(records), gone: new Set(gone) });
  }

  /** Whether a request names a record of this resource further up in its path, and that record was deleted. */
  hasLost({ path }: Operation, request: ReadRequest): boolean {
    const above = recordPathOf(this.resource);
    const [shape, shapeAbove] = [withSlash(shapeOfTemplate(path)), withSlash(shapeOfTemplate(above))];
    if (shape === shapeAbove || !shape.startsWith(shapeAbove)) return false;
    const values = variableNames(path).map((name) => String(request.path[name] ?? ''));
    const names = variableNames(above);
    const key = this.#isNested
      ? fillTemplate(this.resource.path, (name) => values[names.indexOf(name)] ?? '')
      : this.resource.path;
    return this.#collections.get(key)?.gone.has(values[names.length - 1] as string) === true;
  }

  /** Deletes the records below one that a request has deleted. */
  deleteBelow({ path }: Operation, request: ReadRequest): void {
    if (!withSlash(shapeOfTemplate(this.resource.path)).startsWith(withSlash(shapeOfTemplate(path)))) return;
    const deleted = withSlash(fillTemplate(path, (name) => String(request.path[name] ?? '')));
    for (const [key, { records, gone }] of this.#collections) {
      if (!key.startsWith(deleted)) continue;
      for (const id of records.keys()) gone.add(id);
      records.clear();
    }
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.fromEntries([...this.#collections].map(([path, { records }]) => [path, [...records.values()]]));
  }

  /**
   * @returns undefined if the resource can't be stateful, as its records have no id
   */
  async handle(action: Action, request: ReadRequest, { accept, url }: SentRequest): Promise<Outcome | undefined> {
    const made = await this.#prepare();
    if (!made) return undefined;
    const { maker, place } = made;
    const collection = this.#collectionFor(request, place.id, maker);
    if (action !== 'list' && action !== 'read') collection.changes++;
    if (action === 'list') return this.#responses.list(collection.records, request, { accept, url }, place);
    const frame = await this.#responses.frameFor(action, accept);
    if (action === 'create') {
      const writer = this.#operations.get('create') as MockOperation;
      // An empty one has no path.
      const sentId = maker.idFrom(maker.sentId(request.body, writer) || undefined);
      const taken = sentId === undefined ? undefined : collection.records.get(String(sentId));
      // The contract's examples may be replaced: they are often of the same record.
      const isTaken = taken !== undefined && !collection.initial.has(taken);
      if (isTaken && writer.responses.declares(409)) return 'taken';
      const id = sentId !== undefined && !isTaken ? sentId : this.#nextId(collection, maker);
      if (id === undefined) return undefined;
      const record = maker.create(request.body, writer, id);
      collection.records.set(String(record[place.id]), record);
      return this.#responses.respondWith(frame, action, record, place.id, request);
    }
    const sentId = readId(this.resource.operations.get(action)?.id, request);
    const key = String(sentId);
    const current = collection.records.get(key);
    const writer = action === 'replace' || action === 'patch' ? this.#operations.get(action) : undefined;
    if (!current) {
      const newId = writer && maker.idFrom(sentId);
      const plain = newId === undefined ? undefined : await this.#creatingResponse(action);
      if (!writer || !plain || collection.gone.has(key)) {
        if (action !== 'read') collection.changes--;
        return collection.gone.has(key) ? 'deleted' : 'unknown';
      }
      const record = maker.create(request.body, writer, newId);
      collection.records.set(key, record);
      return this.#responses.respondWith({ ...frame, plain }, 'create', record, place.id, request);
    }
    if (action === 'delete') {
      collection.records.delete(key);
      collection.gone.add(key);
    }
    const change = action === 'replace' ? maker.replace.bind(maker) : maker.patch.bind(maker);
    const record = writer ? change(current, request.body, writer, request.mediaType) : current;
    if (writer) collection.records.set(key, record);
    return this.#responses.respondWith(frame, action, record, place.id, request);
  }

  /** The response of a PUT that creates a record; undefined if the contract doesn't let it create one. */
  async #creatingResponse(action: Action): Promise<OperationResponse | undefined> {
    if (action !== 'replace' || this.resource.operations.get(action)?.id?.in !== 'path') return undefined;
    const created = await this.#operations.declaredResponse(action, 201);
    if (created) return created;
    return (await this.#operations.declaredResponse(action, 404))
      ? undefined
      : this.#operations.declaredResponse(action);
  }

  /** @returns undefined if the schema allows no further one */
  #nextId({ records }: Collection, maker: RecordMaker): unknown {
    for (let tries = 0; tries < maxIdAttempts; tries++) {
      const id = maker.nextId(++this.#lastSerial);
      if (id !== undefined && !records.has(String(id))) return id;
    }
    return undefined;
  }

  async #prepare() {
    this.#maker ??= this.#makeMaker();
    return this.#maker;
  }

  async #makeMaker() {
    const reader = this.#operations.get('read');
    const place = reader && findRecordPlace(reader, this.resource);
    if (!reader || !place) return undefined;
    const plain = await this.#operations.declaredResponse('read');
    const template = valueAt(plain?.body, `#${place.bodyPointer}`);
    const source = { reader, place, template: (template ?? {}) as MockRecord, ...this.#stamps };
    const maker = new RecordMaker(source);
    this.#seeds ??= this.#examples(maker, place, reader);
    return { maker, place };
  }

  /** The records in the contract's examples; those of lists are completed. */
  #examples(maker: RecordMaker, place: RecordPlace, reader: Prepared): MockRecord[] {
    const lister = this.#operations.get('list');
    const listPlace = lister && findListPlace(lister, place.id);
    const found = new Map<unknown, MockRecord>();
    const listed = listPlace ? examplesAt(lister, listPlace).flatMap((list) => (Array.isArray(list) ? list : [])) : [];
    for (const example of [...examplesAt(reader, place), ...listed]) {
      if (typeof example !== 'object' || example === null) continue;
      const record = maker.complete(example as MockRecord);
      const id = record[place.id];
      if (id !== undefined && !found.has(id) && maker.isSound(record)) found.set(id, record);
    }
    return [...found.values()];
  }

  #collectionFor({ path }: ReadRequest, idProperty: string, maker: RecordMaker): Collection {
    const { path: template } = this.resource;
    // Records that are created below another one, and read elsewhere, have no collection in common but all of them.
    const key = this.#isNested ? fillTemplate(template, (name) => String(path[name] ?? '')) : template;
    const known = this.#collections.get(key);
    if (known) return known;
    const records = new Map<string, MockRecord>();
    for (const seed of this.#seeds ?? []) {
      const id = seed[idProperty] ?? maker.nextId(this.#lastSerial + 1);
      const record = maker.complete({ ...copyOf(seed), [idProperty]: id });
      records.set(String(id), record);
      if (/^\d+$/.test(String(id))) this.#lastSerial = Math.max(this.#lastSerial, Number(id));
    }
    const collection = { records, initial: new Set(records.values()), gone: new Set<string>(), changes: 0 };
    if (this.#collections.size >= maxCollections) this.#dropUnchanged();
    this.#collections.set(key, collection);
    return collection;
  }

  /** Drops the oldest unchanged collection: any path in a request creates one. */
  #dropUnchanged(): void {
    const [key] = [...this.#collections].find(([, { changes }]) => changes === 0) ?? [];
    if (key !== undefined) this.#collections.delete(key);
  }
}

function readId(source: IdSource | undefined, request: ReadRequest): unknown {
  if (!source) return undefined;
  if (source.in === 'body') return valueAt(request.body, `#${source.name}`);
  return source.in === 'header' ? request.headers[source.name] : request[source.in][source.name];
}

function withSlash(path: string): string {
  return path.replace(/\/?$/, '/');
}
