import { copyOf } from '../contract/copy.ts';
import { joinPointer, pointerTokens, valueAt } from '../contract/json-pointer.ts';
import type { ReadRequest } from '../contract/request-reader.ts';
import type { Action, IdSource, Resource } from '../contract/resources.ts';
import type { Answer } from '../contract/response.ts';
import { pageFact, runListQuery } from './list-query.ts';
import { type MockRecord, RecordMaker } from './record-maker.ts';
import {
  examplesAt,
  findListPlace,
  findRecordPlace,
  type Prepared,
  propertiesAt,
  type RecordPlace,
} from './record-shape.ts';
import { kept } from './write-answer.ts';

/** What the state needs of the mock: each operation made ready, and its plain answer. */
export interface StateParts {
  prepare(action: Action): Prepared | undefined;
  /** The answer without any state: the success that is declared; undefined where the status isn't. */
  plainAnswer(action: Action, status?: number, accept?: string): Promise<Answer | undefined>;
  readonly now: () => Date;
  readonly makeUuid: () => string;
}

/** An operation's answer, or that there is no such record: not any more, or not one that ever was. */
export type Outcome = Answer | 'missing' | 'neverThere';

/** An action's plain answer, and where the record is in it. */
interface Frame {
  readonly plain: Answer;
  /** The name of the header that says where the record is. */
  readonly location: string | undefined;
  readonly recordAt: readonly string[] | undefined;
  /** Whether what is there is a whole record for certain. */
  readonly isWhole: boolean;
  readonly idAt: readonly string[] | undefined;
}

/** How often another id is tried before there is none. */
const mostTries = 200;

interface Collection {
  readonly records: Map<string, MockRecord>;
  /** The ids of records that were deleted. */
  readonly gone: Set<string>;
}

/** The records of one resource, for each of the paths that its template stands for. */
export class ResourceState {
  readonly resource: Resource;
  readonly #parts: StateParts;
  readonly #collections = new Map<string, Collection>();
  #maker: Promise<{ maker: RecordMaker; place: RecordPlace } | undefined> | undefined;
  readonly #frames = new Map<string, Promise<Frame>>();
  readonly #readings = new WeakMap<MockRecord, Answer>();
  #lastSerial = 0;
  /** What there is at the start; undefined for the examples of the contract. */
  #seeds: readonly MockRecord[] | undefined;

  constructor(resource: Resource, parts: StateParts) {
    this.resource = resource;
    this.#parts = parts;
  }

  /** Says which records are there at the start, and has those and no other. */
  seed(seeds: readonly MockRecord[]): void {
    this.#seeds = seeds;
    this.reset();
  }

  /** Has the records again that were there at the start. */
  reset(): void {
    this.#collections.clear();
    this.#lastSerial = 0;
  }

  /** Goes on with the records of the same resource of an older contract. */
  adopt(older: ResourceState): void {
    this.#seeds = older.#seeds;
    this.#lastSerial = older.#lastSerial;
    for (const [path, collection] of older.#collections) this.#collections.set(path, collection);
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.fromEntries([...this.#collections].map(([path, { records }]) => [path, [...records.values()]]));
  }

  /**
   * @param accept the request's
   * @returns undefined where the resource can't be kept, as no record of it can be told from another
   */
  async carryOut(action: Action, request: ReadRequest, accept: string | undefined): Promise<Outcome | undefined> {
    const made = await this.#prepare();
    if (!made) return undefined;
    const { maker, place } = made;
    const collection = this.#collectionFor(request, place.id, maker);
    if (action === 'list') return this.#list(collection, request, accept);
    const frame = await this.#frameFor(action, accept);
    if (action === 'create') {
      const writer = this.#parts.prepare('create') as Prepared;
      const id = maker.sentId(request.body, writer) ?? this.#nextId(collection, maker);
      if (id === undefined) return undefined;
      const record = maker.create(request.body, writer, id);
      collection.records.set(String(record[place.id]), record);
      return this.#answerWith(frame, action, record, place.id, request);
    }
    const sentId = readId(this.resource.operations.get(action)?.id, request);
    const key = String(sentId);
    const current = collection.records.get(key);
    const writer = action === 'replace' || action === 'patch' ? this.#parts.prepare(action) : undefined;
    if (!current) {
      const plain = writer && (await this.#creatingAnswer(action));
      if (!plain || collection.gone.has(key)) return collection.gone.has(key) ? 'missing' : 'neverThere';
      const record = maker.create(request.body, writer, sentId);
      collection.records.set(key, record);
      return this.#answerWith({ ...frame, plain }, 'create', record, place.id, request);
    }
    if (action === 'delete') {
      collection.records.delete(key);
      collection.gone.add(key);
    }
    const change = action === 'replace' ? maker.replace.bind(maker) : maker.patch.bind(maker);
    const record = writer ? change(current, request.body, writer) : current;
    if (writer) collection.records.set(key, record);
    return this.#answerWith(frame, action, record, place.id, request);
  }

  /** What a PUT answers to an id that isn't there yet; undefined where it creates nothing, as the contract has it. */
  async #creatingAnswer(action: Action): Promise<Answer | undefined> {
    if (action !== 'replace' || this.resource.operations.get(action)?.id?.in !== 'path') return undefined;
    const created = await this.#parts.plainAnswer(action, 201);
    if (created) return created;
    return (await this.#parts.plainAnswer(action, 404)) ? undefined : this.#parts.plainAnswer(action);
  }

  /** @returns undefined where the schema has no further one */
  #nextId({ records }: Collection, maker: RecordMaker): unknown {
    for (let tries = 0; tries < mostTries; tries++) {
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
    const reader = this.#parts.prepare('read');
    const place = reader && findRecordPlace(reader, this.resource);
    if (!reader || !place) return undefined;
    const plain = await this.#parts.plainAnswer('read');
    const template = valueAt(plain?.body, `#${place.at}`);
    const { now, makeUuid } = this.#parts;
    const source = { reader, place, template: (template ?? {}) as MockRecord, now, makeUuid };
    const maker = new RecordMaker(source);
    this.#seeds ??= this.#examples(maker, place, reader);
    return { maker, place };
  }

  /** The records that the contract's author wrote down as examples, those of lists completed. */
  #examples(maker: RecordMaker, place: RecordPlace, reader: Prepared): MockRecord[] {
    const lister = this.#parts.prepare('list');
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
    const key = this.resource.path.replaceAll(/\{([^}]*)\}/g, (_, name: string) => String(path[name] ?? ''));
    const known = this.#collections.get(key);
    if (known) return known;
    const records = new Map<string, MockRecord>();
    for (const seed of this.#seeds ?? []) {
      const id = seed[idProperty] ?? maker.nextId(this.#lastSerial + 1);
      const record = maker.complete({ ...copyOf(seed), [idProperty]: id });
      records.set(String(id), record);
      if (/^\d+$/.test(String(id))) this.#lastSerial = Math.max(this.#lastSerial, Number(id));
    }
    const collection = { records, gone: new Set<string>() };
    this.#collections.set(key, collection);
    return collection;
  }

  async #list(
    { records }: Collection,
    { query }: ReadRequest,
    accept: string | undefined,
  ): Promise<Answer | undefined> {
    const prepared = this.#parts.prepare('list');
    const made = await this.#prepare();
    const place = prepared && made && findListPlace(prepared, made.place.id);
    const plain = await this.#parts.plainAnswer('list');
    if (!place || !plain) return undefined;
    const { mediaType } = (await this.#frameFor('list', accept)).plain;
    const properties = [...new Set([...place.itemProperties, ...[...records.values()].flatMap(Object.keys)])];
    const page = runListQuery([...records.values()], query, properties, place);
    const known = new Set(place.itemProperties);
    // Where items have properties but the id, they are what a list has of a record.
    const isPartial = known.size > 1;
    const items = page.records.map((record) =>
      isPartial ? Object.fromEntries(Object.entries(record).filter(([name]) => known.has(name))) : record,
    );
    const headers: Record<string, unknown> = { ...plain.headers };
    for (const name of Object.keys(headers)) headers[name] = pageFact(name.replace(/^x-/i, ''), page) ?? headers[name];
    if (place.at === '') return { status: place.status, headers, mediaType, body: items };
    const body = copyOf(plain.body) as Record<string, unknown>;
    const tokens = pointerTokens(place.at);
    for (const holder of [body, valueAt(body, joinPointer('#', ...tokens.slice(0, -1)))]) fillFacts(holder, page);
    for (const name of ['meta', 'pagination', 'paging', 'page']) fillFacts(body[name], page);
    return { status: place.status, headers, mediaType, body: replaceAt(body, tokens, items) };
  }

  /** The success that is declared, with the record or its id put in. A record is never changed, so its reading stays. */
  async #answerWith(
    frame: Frame,
    action: Action,
    record: MockRecord,
    idProperty: string,
    request: ReadRequest,
  ): Promise<Answer> {
    const known = action === 'read' ? this.#readings.get(record) : undefined;
    if (known && known.mediaType === frame.plain.mediaType) return known;
    const { status, mediaType, headers } = frame.plain;
    const location = action === 'create' ? frame.location : undefined;
    const answer = {
      status,
      headers:
        location === undefined ? headers : { ...headers, [location]: this.#locationOf(record[idProperty], request) },
      mediaType,
      body: bodyWith(frame, record, idProperty),
    };
    if (action !== 'read') return answer;
    const reading = { ...answer, [kept]: {} };
    this.#readings.set(record, reading);
    return reading;
  }

  /** What an action's answers have in common. */
  #frameFor(action: Action, accept: string | undefined): Promise<Frame> {
    const key = `${action} ${accept}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    const made = this.#makeFrame(action, accept);
    if (this.#frames.size > 100) this.#frames.clear();
    this.#frames.set(key, made);
    return made;
  }

  /** The body is made from the JSON one; how it is written is as the client wants it. */
  async #makeFrame(action: Action, accept: string | undefined): Promise<Frame> {
    const json = (await this.#parts.plainAnswer(action)) ?? { status: 200 };
    const asked = accept === undefined ? json : await this.#parts.plainAnswer(action, undefined, accept);
    const plain = { ...json, mediaType: asked?.mediaType ?? json.mediaType };
    const place = findRecordPlace(this.#parts.prepare(action) as Prepared, this.resource);
    const { idInAnswer } = this.resource;
    const hasId = idInAnswer !== undefined && valueAt(plain.body, `#${idInAnswer}`) !== undefined;
    return {
      plain,
      location: Object.keys(plain.headers ?? {}).find((name) => name.toLowerCase() === 'location'),
      recordAt: place && pointerTokens(place.at),
      isWhole: action === 'read' || (place !== undefined && this.#hasAllOf(action, place)),
      idAt: hasId ? pointerTokens(idInAnswer) : undefined,
    };
  }

  /** Whether an action's answers describe a record as reading it does. */
  #hasAllOf(action: Action, place: RecordPlace): boolean {
    const reader = this.#parts.prepare('read') as Prepared;
    const whole = findRecordPlace(reader, this.resource);
    const names = (prepared: Prepared, { schemaPointer, at }: RecordPlace) =>
      propertiesAt(prepared, schemaPointer, pointerTokens(at)).sort().join();
    return whole !== undefined && names(this.#parts.prepare(action) as Prepared, place) === names(reader, whole);
  }

  #locationOf(id: unknown, { path }: ReadRequest): string {
    const collection = this.resource.path.replaceAll(/\{([^}]*)\}/g, (_, name: string) =>
      encodeURIComponent(String(path[name] ?? '')),
    );
    return `${collection.replace(/\/$/, '')}/${encodeURIComponent(String(id))}`;
  }
}

function readId(source: IdSource | undefined, request: ReadRequest): unknown {
  if (!source) return undefined;
  if (source.in === 'body') return valueAt(request.body, `#${source.name}`);
  return source.in === 'header' ? request.headers[source.name] : request[source.in][source.name];
}

/** The body of a success, with the record in its place, or at least with its id where the links or its name say. */
function bodyWith(
  { plain: { body: plain }, recordAt, isWhole, idAt }: Frame,
  record: MockRecord,
  idProperty: string,
): unknown {
  if (typeof plain !== 'object' || plain === null) return plain;
  const withId = idAt ? replaceAt(plain, idAt, record[idProperty]) : plain;
  if (!recordAt) return withId;
  const there = recordAt.reduce<unknown>((value, token) => (value as MockRecord | undefined)?.[token], plain);
  if (isWhole || isRecord(there, record)) return replaceAt(withId, recordAt, record);
  const hasId = typeof there === 'object' && there !== null && Object.hasOwn(there, idProperty);
  return hasId ? replaceAt(withId, [...recordAt, idProperty], record[idProperty]) : withId;
}

/** Whether what stands in an answer is a record as ours is: it has more of its properties than the id. */
function isRecord(value: unknown, record: MockRecord): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(value);
  const shared = names.filter((name) => Object.hasOwn(record, name));
  return shared.length > 1
    ? shared.length * 2 >= names.length
    : names.length === 1 && shared.length === 1 && Object.keys(record).length === 1;
}

function fillFacts(holder: unknown, page: ReturnType<typeof runListQuery>): void {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return;
  for (const [name, value] of Object.entries(holder)) {
    const fact = typeof value === 'object' && value !== null ? undefined : pageFact(name, page);
    if (fact !== undefined) (holder as MockRecord)[name] = fact;
  }
}

/** A copy in which something else is at a path. */
function replaceAt(root: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) return value;
  if (typeof root !== 'object' || root === null) return root;
  return { ...root, [token]: replaceAt((root as MockRecord)[token], rest, value) };
}
