import { valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument } from '../document/openapi.ts';

/** A schema without what it references. */
interface Part {
  /** Every object in it. */
  readonly objects: ReadonlySet<object>;
  /** The schemas that it references. */
  readonly targets: readonly object[];
}

/** Every object in a schema, and in what it references. */
export class SchemasWithin implements Iterable<object> {
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  has(object: object): boolean {
    return this.#parts.some(({ objects }) => objects.has(object));
  }

  *[Symbol.iterator](): Iterator<object> {
    for (const { objects } of this.#parts) yield* objects;
  }
}

const parts = new WeakMap<object, Part>();
/** Parts are shared: where schemas reference each other, each of hundreds has nearly all objects of the contract within. */
const known = new WeakMap<object, SchemasWithin>();
const none = new SchemasWithin([]);

export function schemasWithin(schema: unknown, document: OpenApiDocument): SchemasWithin {
  if (typeof schema !== 'object' || schema === null) return none;
  const within = known.get(schema) ?? findWithin(schema, document);
  known.set(schema, within);
  return within;
}

function findWithin(schema: object, document: OpenApiDocument): SchemasWithin {
  const found = new Set<Part>();
  const queue = [schema];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const part = parts.get(next) ?? findPart(next, document);
    parts.set(next, part);
    if (found.has(part)) continue;
    found.add(part);
    queue.push(...part.targets);
  }
  return new SchemasWithin([...found]);
}

function findPart(schema: object, document: OpenApiDocument): Part {
  const objects = new Set<object>();
  const targets = new Set<object>();
  const queue: unknown[] = [schema];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null || objects.has(next)) continue;
    objects.add(next);
    const { $ref } = next as { $ref?: unknown };
    const target = typeof $ref === 'string' && $ref.startsWith('#/') ? valueAt(document, $ref) : undefined;
    if (typeof target === 'object' && target !== null) targets.add(target);
    queue.push(...Object.values(next).filter((value) => typeof value === 'object' && value !== null));
  }
  return { objects, targets: [...targets] };
}
