import { isObject } from '../../contract/document/is-object.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import { type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import type { Fields } from './fields.ts';
import { groupByShape, type OperationsByShape, shapeOf } from './path-shape.ts';
import { creatorOf } from './put-resources.ts';

/** A collection whose records other requests may name. */
export interface Collection {
  readonly path: string;
  /** Undefined where the contract has no operation that creates its records. */
  readonly resource: Resource | undefined;
  /** Lists its records; undefined if there is none. */
  readonly list: Operation | undefined;
  /** How its records' ids may be called, normalized: `id`, `isbn`. */
  readonly idNames: ReadonlySet<string>;
}

/** A value in a request body that names a record. */
export interface Reference {
  /** Into the body: `/author/id`, `/bookIds/0`. */
  readonly path: string;
  readonly collection: Collection;
  /** Whether its name says so; `author: "Ann"` may be a name. */
  readonly isCertain: boolean;
}

/** Names that say nothing about the collection. */
const plainIds = ['id', 'uuid', 'guid', 'key', 'ref'];
const vague = new Set([...plainIds, 'code', 'name', 'slug', 'title', 'number', 'type', 'status']);
const maxDepth = 4;
const maxItems = 20;

/** Which values of requests name records of which collections, by their names. */
export class References {
  /** By shape of the path. */
  readonly #byPath = new Map<string, Collection>();
  /** `author`, `authors`. */
  readonly #byRecordName = new Map<string, Collection>();
  /** `authorid`, `authorids`, `isbn`. */
  readonly #byIdName = new Map<string, Collection>();

  constructor(operations: readonly Operation[], resources: readonly Resource[]) {
    const byShape = groupByShape(operations);
    for (const resource of resources) if (creatorOf(resource)) this.#add(byShape, resource.path, resource);
    const lists = operations.filter(({ method, path }) => method === 'get' && !/\}\/?$/.test(path));
    const others = lists.filter(({ path }) => !this.#byPath.has(shapeOf(path)));
    for (const { path } of others) if (byShape.has(`${shapeOf(path)}/{}`)) this.#add(byShape, path, undefined);
    // What is only listed is named by its id: `trip_id` names one of `/trips`, while `trip` may be anything.
    for (const { path } of others)
      if (!this.#byPath.has(shapeOf(path)) && /s\/?$/i.test(path)) this.#add(byShape, path, undefined, false);
  }

  #add(byShape: OperationsByShape, path: string, resource: Resource | undefined, isNamed = true): void {
    const shape = shapeOf(path);
    const record = resource ? shapeOf(recordPathOf(resource)) : `${shape}/{}`;
    const names = namesOfRecords({ path });
    const parameters = (byShape.get(record) ?? []).map((other) =>
      normalizeName(/\{([^{}]+)\}[^{}]*$/.exec(other.path)?.[1] ?? ''),
    );
    const idNames = new Set([...plainIds, ...parameters].filter(Boolean));
    const list = byShape.get(shape)?.find(({ method }) => method === 'get');
    const collection = { path, resource, list, idNames };
    this.#byPath.set(shape, collection);
    for (const name of names) {
      if (isNamed) setOnce(this.#byRecordName, name, collection);
      for (const id of idNames)
        for (const ending of ['', 's']) setOnce(this.#byIdName, `${name}${id}${ending}`, collection);
    }
    for (const id of idNames) if (!vague.has(id)) setOnce(this.#byIdName, id, collection);
  }

  /** The collection whose record a property or parameter names: `/authors` for `authorId`, `author_id`, `mainAuthorId`. */
  namedById(name: string, own?: Collection): Collection | undefined {
    const words = wordsOf(name);
    if (own && /^parent(id|ids|key)?$/.test(words.join(''))) return own;
    for (let first = 0; first < words.length; first++) {
      const found = this.#byIdName.get(words.slice(first).join(''));
      if (found) return found;
    }
    return undefined;
  }

  /** The collection of a path: that of `/books` for `/books`. */
  at(path: string): Collection | undefined {
    return this.#byPath.get(shapeOf(path));
  }

  /** The references in a body. @param own the collection of the records that the body makes */
  in(body: unknown, own?: Collection): Reference[] {
    const found: Reference[] = [];
    this.#visit(body, '', own, 0, found);
    return found;
  }

  /**
   * Fields with the ids alone of what has an id of its own: `author: { id: 1 }`. It may be a record that the server shows as it
   * is, whatever else was written beside the id.
   */
  withIdsAlone(fields: Fields): Fields {
    const idAlone = (inner: Fields): Fields => {
      const id = Object.keys(inner).find((key) => plainIds.includes(normalizeName(key)) && isId(inner[key]));
      return id === undefined ? this.withIdsAlone(inner) : { [id]: inner[id] };
    };
    const named = Object.entries(fields).map(([name, inner]) => {
      if (!Array.isArray(inner)) return [name, isObject(inner) ? idAlone(inner) : inner];
      // The lines of an order have ids, and are made with it.
      const areRecords = this.#byRecordName.has(normalizeName(name));
      const items = inner.map((item: unknown) =>
        isObject(item)
          ? areRecords || this.#byTypeOf(item, undefined)
            ? idAlone(item)
            : this.withIdsAlone(item)
          : item,
      );
      return [name, items];
    });
    return Object.fromEntries(named) as Fields;
  }

  #visit(value: unknown, path: string, own: Collection | undefined, depth: number, found: Reference[]): void {
    if (typeof value !== 'object' || value === null || depth > maxDepth) return;
    for (const [name, inner] of Object.entries(value).slice(0, Array.isArray(value) ? maxItems : undefined)) {
      const place = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (typeof inner === 'object' && inner !== null) {
        const named = Array.isArray(value) ? undefined : this.#ofStructure(name, inner, place, own, found);
        if (!named) this.#visit(inner, place, own, depth + 1, found);
      } else if (isId(inner) && !Array.isArray(value)) {
        const byId = this.namedById(name, own);
        const collection = byId ?? this.#byRecordName.get(normalizeName(name));
        const isOwnId = collection === own && own !== undefined && own.idNames.has(normalizeName(name));
        if (collection && !isOwnId) found.push({ path: place, collection, isCertain: byId !== undefined });
      }
    }
  }

  /** Of `createdBy: { type: 'user', id: 1 }`, as JSON:API writes it. @see https://jsonapi.org/format/#document-resource-identifier-objects */
  #byTypeOf(item: unknown, own: Collection | undefined): Collection | undefined {
    const type = isObject(item) && isId(item['id']) ? item['type'] : undefined;
    const collection = typeof type === 'string' ? this.#byRecordName.get(normalizeName(type)) : undefined;
    // A request says its own record's type and id as well.
    return collection === own ? undefined : collection;
  }

  /** Of `authorIds: [1]`, `authors: [1]`, `authors: [{ id: 1 }]` and `author: { id: 1 }`. @returns whether it is one */
  #ofStructure(name: string, inner: object, place: string, own: Collection | undefined, found: Reference[]): boolean {
    const owners = Array.isArray(inner) ? inner.slice(0, maxItems) : [inner];
    const byType = this.#byTypeOf(owners[0], own);
    const byId = byType ?? this.namedById(name, own);
    const collection = byId ?? this.#byRecordName.get(normalizeName(name));
    if (!collection) return false;
    const places = owners.flatMap((item: unknown, index) => {
      const at = Array.isArray(inner) ? `${place}/${index}` : place;
      if (isId(item)) return [at];
      if (typeof item !== 'object' || item === null) return [];
      // A record with more than its id is a part of this one, and is made with it.
      const ids = Object.keys(item).filter((key) => collection.idNames.has(normalizeName(key)));
      return ids.length === 1 && isId((item as Record<string, unknown>)[ids[0] as string]) ? [`${at}/${ids[0]}`] : [];
    });
    found.push(
      ...places.map((path) => ({ path, collection, isCertain: byId !== undefined || owners.every(isObject) })),
    );
    return places.length > 0;
  }
}

/** `mainAuthor_id`: `main`, `author`, `id`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

function isId(value: unknown): boolean {
  return ['string', 'number', 'bigint'].includes(typeof value);
}

function setOnce<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (!map.has(key)) map.set(key, value);
}
