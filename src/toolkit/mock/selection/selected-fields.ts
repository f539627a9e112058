import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** The normalized names of what is wanted, each with the names of what is inside of it; none for the whole value. */
export type WantedFields = ReadonlyMap<string, readonly string[]>;

/** `title,author.name`, `author/name`, `author(id,name)`, or a list of them; undefined where everything is wanted. */
export function wantedFields(written: unknown): WantedFields | undefined {
  const texts = [written].flat().map((one) => flatParts(String(one)));
  const wanted = new Map<string, readonly string[]>();
  for (const name of texts.flatMap((text) => text.split(/[\s,;]+/))) {
    const [head = '', ...inner] = name.split(/[./]/);
    if (head === '*') return undefined;
    const key = normalizeName(head);
    const known = wanted.get(key);
    if (key === '' || known?.length === 0) continue;
    wanted.set(key, inner.length === 0 ? [] : [...(known ?? []), inner.join('.')]);
  }
  return wanted.size === 0 ? undefined : wanted;
}

/** `author.id,author.name` for `author(id,name)`. */
function flatParts(text: string): string {
  const flat = text.replaceAll(/([\w.]+)\(([^()]*)\)/g, (_whole, head: string, inner: string) =>
    inner
      .split(',')
      .map((name) => `${head}.${name.trim()}`)
      .join(','),
  );
  return flat === text ? text : flatParts(flat);
}

/**
 * What is wanted of a value, or of each in a list, and what its schema requires.
 * @param schemas of the value, and all that apply to it
 * @param kept the names that stay as well, such as that of the id
 */
export function selectFields(
  document: OpenApiDocument,
  value: unknown,
  schemas: readonly SchemaObject[],
  wanted: WantedFields,
  kept: readonly string[] = [],
): unknown {
  if (Array.isArray(value)) {
    const items = schemasInPlace(document, ...schemasAt(schemas, 0));
    return value.map((one) => selectFields(document, one, items, wanted, kept));
  }
  if (typeof value !== 'object' || value === null) return value;
  const required = requiredNames(schemas);
  const entries = Object.entries(value).flatMap(([name, own]): [string, unknown][] => {
    const inside = wanted.get(normalizeName(name));
    if (inside === undefined) return required.has(name) || kept.includes(name) ? [[name, own]] : [];
    const below = wantedFields(inside);
    if (inside.length === 0 || !below) return [[name, own]];
    return [[name, selectFields(document, own, schemasInPlace(document, ...schemasAt(schemas, name)), below, ['id'])]];
  });
  return Object.fromEntries(entries);
}

const known = new WeakMap<readonly SchemaObject[], ReadonlySet<string>>();

/** What is required in any branch. */
export function requiredNames(schemas: readonly SchemaObject[]): ReadonlySet<string> {
  const found =
    known.get(schemas) ??
    new Set(schemas.flatMap(({ required }) => (Array.isArray(required) ? (required as string[]) : [])));
  known.set(schemas, found);
  return found;
}
