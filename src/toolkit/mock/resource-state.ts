import { copyOf } from '../contract/copy.ts';
import { joinPointer, pointerTokens, valueAt } from '../contract/json-pointer.ts';
import type { ReadRequest } from '../contract/request-reader.ts';
import type { Action, IdSource, Resource } from '../contract/resources.ts';
import type { Answer } from '../contract/response.ts';
import { pageFact, runListQuery } from './list-query.ts';
import { type MockRecord, RecordMaker } from './record-maker.ts';
import { examplesAt, findListPlace, findRecordPlace, type Prepared, type RecordPlace } from './record-shape.ts';
import { kept } from './write-answer.ts';

/** What the state needs of the mock: each operation made ready, and its plain answer. */
export interface StateParts {
  prepare(action: Action): Prepared | undefined;
  /** The answer without any state: the success that is declared. */
  plainAnswer(action: Action): Promise<Answer>;
  readonly now: () => Date;
  readonly makeUuid: () => string;
}

/** An operation's answer, or that there is no such record. */
export type Outcome = Answer | 'missing';

/** An action's plain answer, and where the record is in it. */
interface Frame {
  readonly plain: Answer;
  /** The name of the header that says where the record is. */
  readonly location: string | undefined;
  readonly recordAt: readonly string[] | undefined;
  readonly idAt: readonly string[] | undefined;
}

interface Collection {
  readonly records: Map<string, MockRecord>;
}

/** The records of one resource, for each of the paths that its template stands for. */
export class ResourceState {
  readonly resource: Resource;
  readonly #parts: StateParts;
  readonly #collections = new Map<string, Collection>();
  #maker: Promise<{ maker: RecordMaker; place: RecordPlace } | undefined> | undefined;
  readonly #frames = new Map<Action, Promise<Frame>>();
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

  /** @returns undefined where the resource can't be kept, as no record of it can be told from another */
  async carryOut(action: Action, request: ReadRequest): Promise<Outcome | undefined> {
    const made = await this.#prepare();
    if (!made) return undefined;
    const { maker, place } = made;
    const collection = this.#collectionFor(request, place.id, maker);
    if (action === 'list') return this.#list(collection, request);
    if (action === 'create') {
      const writer = this.#parts.prepare('create') as Prepared;
      let serial = this.#lastSerial + 1;
      let id = maker.nextId(serial);
      while (collection.records.has(String(id))) id = maker.nextId(++serial);
      this.#lastSerial = serial;
      const record = maker.create(request.body, writer, id);
      collection.records.set(String(record[place.id]), record);
      return this.#answerWith(action, record, place.id, request);
    }
    const key = String(readId(this.resource.operations.get(action)?.id, request));
    const current = collection.records.get(key);
    if (!current) return 'missing';
    if (action === 'delete') collection.records.delete(key);
    const writer = action === 'replace' || action === 'patch' ? this.#parts.prepare(action) : undefined;
    const record =
      writer && action === 'replace'
        ? maker.replace(current, request.body, writer)
        : writer
          ? maker.patch(current, request.body, writer)
          : current;
    if (writer) collection.records.set(key, record);
    return this.#answerWith(action, record, place.id, request);
  }

  async #prepare() {
    this.#maker ??= this.#makeMaker();
    return this.#maker;
  }

  async #makeMaker() {
    const reader = this.#parts.prepare('read');
    const place = reader && findRecordPlace(reader, this.resource);
    if (!reader || !place) return undefined;
    const { body } = await this.#parts.plainAnswer('read');
    const template = valueAt(body, `#${place.at}`);
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
    this.#collections.set(key, { records });
    return { records };
  }

  async #list({ records }: Collection, { query }: ReadRequest): Promise<Answer | undefined> {
    const prepared = this.#parts.prepare('list');
    const made = await this.#prepare();
    const place = prepared && made && findListPlace(prepared, made.place.id);
    if (!place) return undefined;
    const plain = await this.#parts.plainAnswer('list');
    const properties = [...new Set([...place.itemProperties, ...[...records.values()].flatMap(Object.keys)])];
    const page = runListQuery([...records.values()], query, properties);
    const known = new Set(place.itemProperties);
    const items = page.records.map((record) =>
      Object.fromEntries(Object.entries(record).filter(([name]) => known.has(name))),
    );
    const { headers, mediaType } = plain;
    if (place.at === '') return { status: place.status, headers, mediaType, body: items };
    const body = copyOf(plain.body) as Record<string, unknown>;
    const tokens = pointerTokens(place.at);
    for (const holder of [body, valueAt(body, joinPointer('#', ...tokens.slice(0, -1)))]) fillFacts(holder, page);
    for (const name of ['meta', 'pagination', 'paging', 'page']) fillFacts(body[name], page);
    return { status: place.status, headers, mediaType, body: replaceAt(body, tokens, items) };
  }

  /** The success that is declared, with the record or its id put in. A record is never changed, so its reading stays. */
  async #answerWith(action: Action, record: MockRecord, idProperty: string, request: ReadRequest): Promise<Answer> {
    const known = action === 'read' ? this.#readings.get(record) : undefined;
    if (known) return known;
    const frame = await this.#frameFor(action);
    const { status, mediaType, headers } = frame.plain;
    const answer = {
      status,
      headers:
        frame.location === undefined
          ? headers
          : { ...headers, [frame.location]: this.#locationOf(record[idProperty], request) },
      mediaType,
      body: bodyWith(frame, record, record[idProperty]),
    };
    if (action !== 'read') return answer;
    const reading = { ...answer, [kept]: {} };
    this.#readings.set(record, reading);
    return reading;
  }

  /** What an action's answers have in common. */
  #frameFor(action: Action): Promise<Frame> {
    const known = this.#frames.get(action);
    if (known !== undefined) return known;
    const made = this.#makeFrame(action);
    this.#frames.set(action, made);
    return made;
  }

  async #makeFrame(action: Action): Promise<Frame> {
    const plain = await this.#parts.plainAnswer(action);
    const place = findRecordPlace(this.#parts.prepare(action) as Prepared, this.resource);
    const { idInAnswer } = this.resource;
    const hasId = idInAnswer !== undefined && valueAt(plain.body, `#${idInAnswer}`) !== undefined;
    const location = Object.keys(plain.headers ?? {}).find((name) => name.toLowerCase() === 'location');
    return {
      plain,
      location: action === 'create' ? location : undefined,
      recordAt: place && pointerTokens(place.at),
      idAt: hasId ? pointerTokens(idInAnswer) : undefined,
    };
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

/** The body of a success, with the record in its place; an envelope without one has the id where the links say. */
function bodyWith({ plain: { body: plain }, recordAt, idAt }: Frame, record: MockRecord, id: unknown): unknown {
  if (typeof plain !== 'object' || plain === null) return plain;
  const withId = idAt ? replaceAt(plain, idAt, id) : plain;
  if (!recordAt) return withId;
  const there = recordAt.reduce<unknown>((value, token) => (value as MockRecord | undefined)?.[token], plain);
  return isRecord(there, record) ? replaceAt(withId, recordAt, record) : withId;
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
