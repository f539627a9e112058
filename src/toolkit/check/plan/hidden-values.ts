import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { isMarked, propertyNames, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { TestedOperation } from './tested-operation.ts';

/** A value of a request that responses must not have. */
export interface HiddenValue {
  readonly name: string;
  readonly value: string | number;
}

const maxDepth = 4;
const pathsOf = new WeakMap<TestedOperation, readonly string[]>();

/** The values of `writeOnly` properties in the body of a request, but for those that others may have by chance. */
export function hiddenValuesIn(operation: TestedOperation, body: unknown): HiddenValue[] {
  const pointer = operation.maker.body?.pointer;
  if (pointer === undefined || typeof body !== 'object' || body === null) return [];
  const known =
    pathsOf.get(operation) ?? findPaths(operation.instances.document, valueAt(operation.instances.document, pointer));
  pathsOf.set(operation, known);
  return known.flatMap((path) => {
    const value = valueAt(body, `#${path}`);
    const isTelling = (typeof value === 'string' || typeof value === 'number') && String(value).length > 3;
    return isTelling ? [{ name: path.slice(path.lastIndexOf('/') + 1), value }] : [];
  });
}

function findPaths(document: OpenApiDocument, root: unknown): string[] {
  const visit = (schemas: readonly SchemaObject[], path: string, depth: number): string[] =>
    propertyNames(schemas).flatMap((name) => {
      const own = schemasInPlace(document, ...schemasAt(schemas, name));
      const at = joinPointer(path, name);
      if (isMarked(own, 'writeOnly')) return [at];
      return depth < maxDepth ? visit(own, at, depth + 1) : [];
    });
  return visit(schemasInPlace(document, root), '', 1);
}
