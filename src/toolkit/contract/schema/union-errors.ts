import type { ErrorObject } from 'ajv/dist/2020.js';
import { valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument } from '../document/openapi.ts';

/**
 * Where no branch of a `oneOf` or `anyOf` fits, Ajv tells what is wrong with each of them; the one sentence that none
 * fits says more. `if` only says that what follows from it failed, which is told by itself.
 * @param errors Ajv's, in its order, made with its option `verbose`
 */
export function collapseUnionErrors(errors: readonly ErrorObject[], document: OpenApiDocument): ErrorObject[] {
  let kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'if') continue;
    if (error.keyword === 'oneOf' || error.keyword === 'anyOf') {
      const branches = schemasWithin(error.schema, document);
      const below = `${error.instancePath}/`;
      kept = kept.filter(
        ({ parentSchema, instancePath }) =>
          !`${instancePath}/`.startsWith(below) || !branches.has(parentSchema as object),
      );
    }
    kept.push(error);
  }
  return kept;
}

/** Every object in a schema, and in what it references. */
function schemasWithin(schema: unknown, document: OpenApiDocument): Set<object> {
  const found = new Set<object>();
  const queue = [schema];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null || found.has(next)) continue;
    found.add(next);
    const { $ref } = next as { $ref?: unknown };
    if (typeof $ref === 'string' && $ref.startsWith('#/')) queue.push(valueAt(document, $ref) ?? null);
    queue.push(...Object.values(next).filter((value) => typeof value === 'object' && value !== null));
  }
  return found;
}
