import { joinPointer, pointerTokens, valueAt } from '../contract/json-pointer.ts';
import type { ReadRequest } from '../contract/request-reader.ts';
import type { Action, IdSource, Resource } from '../contract/resources.ts';
import type { Answer } from '../contract/response.ts';
import { pageFact, runListQuery } from './list-query.ts';
import { type MockRecord, RecordMaker } from './record-maker.ts';
import { findListPlace, findRecordPlace, type Prepared } from './record-shape.ts';

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

interface Collection {
  readonly records: Map<string, MockRecord>;
}

/** The records of one resource, for each of the paths that its template stands for. */
export class ResourceState {
  readonly resource: Resource;
  readonly #parts: StateParts;
  readonly #collections = new Map<string, Collection>();
  #maker:
    | Promise<{ maker: RecordMaker; place: NonNullable<ReturnType<typeof findRecordPlace>> } | undefined>
    | undefined;
  #lastSerial = 0;
  #seeds: readonly MockRecord[] = [];

  constructor(resource: Resource, parts: StateParts) {
    this.resource = resource;
    this.#parts = parts;
  }

  /** Forgets every record but those that are there from the start. */
  reset(seeds: readonly MockRecord[] = this.#seeds): void {
    this.#seeds = seeds;
    this.#collections.clear();
    this.#lastSerial = 0;
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
    const collection = this.#collectionFor(request, place.id);
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
    return { maker: new RecordMaker(source), place };
  }

  #collectionFor({ path }: ReadRequest, idProperty: string): Collection {
    const key = this.resource.path.replaceAll(/\{([^}]*)\}/g, (_, name: string) => String(path[name] ?? ''));
    const known = this.#collections.get(key);
    if (known) return known;
    const records = new Map(this.#seeds.map((seed) => [String(seed[idProperty]), structuredClone(seed)]));
    for (const id of records.keys()) if (/^\d+$/.test(id)) this.#lastSerial = Math.max(this.#lastSerial, Number(id));
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
    if (place.at === '') return { ...plain, status: place.status, body: items };
    const body = structuredClone(plain.body) as Record<string, unknown>;
    const tokens = pointerTokens(place.at);
    for (const holder of [body, valueAt(body, joinPointer('#', ...tokens.slice(0, -1)))]) fillFacts(holder, page);
    for (const name of ['meta', 'pagination', 'paging', 'page']) fillFacts(body[name], page);
    setAt(body, tokens, items);
    return { ...plain, status: place.status, body };
  }

  /** The success that is declared, with the record or its id put in. */
  async #answerWith(action: Action, record: MockRecord, idProperty: string, request: ReadRequest): Promise<Answer> {
    const plain = await this.#parts.plainAnswer(action);
    const prepared = this.#parts.prepare(action) as Prepared;
    const place = findRecordPlace(prepared, this.resource);
    const headers = { ...plain.headers };
    const location = Object.keys(headers).find((name) => name.toLowerCase() === 'location');
    if (action === 'create' && location !== undefined)
      headers[location] = this.#locationOf(record[idProperty], request);
    if (plain.body === undefined || typeof plain.body !== 'object') return { ...plain, headers };
    const body = structuredClone(plain.body) as Record<string, unknown>;
    const { idInAnswer } = this.resource;
    // An envelope that has the id where the links say, and no record besides.
    if (idInAnswer !== undefined && valueAt(body, `#${idInAnswer}`) !== undefined)
      setAt(body, pointerTokens(idInAnswer), record[idProperty]);
    if (!place || !isRecord(valueAt(body, `#${place.at}`), record)) return { ...plain, headers, body };
    if (place.at === '') return { ...plain, headers, body: record };
    setAt(body, pointerTokens(place.at), record);
    return { ...plain, headers, body };
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

function setAt(root: Record<string, unknown>, tokens: readonly string[], value: unknown): void {
  const parent = valueAt(root, joinPointer('#', ...tokens.slice(0, -1)));
  const last = tokens.at(-1);
  if (typeof parent === 'object' && parent !== null && last !== undefined)
    (parent as Record<string, unknown>)[last] = value;
}
