import { isObject } from '../../contract/document/is-object.ts';
import { replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import { schemasAlong, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** How deep in a body null is written: in `data`, in its `attributes`, and there. */
const maxDepth = 3;

/** A request with null wherever its body may have it, unless null may mean a default; undefined if it may nowhere. */
export function withNulls({ maker, instances }: TestedOperation, parts: RequestParts): RequestParts | undefined {
  const pointer = maker.body?.pointer;
  if (pointer === undefined || !isObject(parts.body)) return undefined;
  const { document } = instances;
  const root = valueAt(document, pointer);
  let body: unknown = parts.body;
  for (const path of pathsIn(parts.body, maxDepth)) {
    const schemas = schemasInPlace(document, ...schemasAlong(document, root, path));
    if (schemas.some((schema) => schema['default'] !== undefined)) continue;
    const candidate = replaceAt(body, path, null);
    if (candidate !== body && instances.isValid(candidate, pointer)) body = candidate;
  }
  return body === parts.body ? undefined : { ...parts, body };
}

/** The paths of properties, the deepest first: what is around them stays. */
function* pathsIn(value: Readonly<Record<string, unknown>>, depth: number): Generator<string[]> {
  for (const [name, inner] of Object.entries(value)) {
    if (isObject(inner) && depth > 1) for (const path of pathsIn(inner, depth - 1)) yield [name, ...path];
    else if (inner !== null) yield [name];
  }
}
