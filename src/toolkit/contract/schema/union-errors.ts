import type { ErrorObject } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from '../document/openapi.ts';
import { schemasWithin } from './schemas-within.ts';

type TellUnion = (
  document: OpenApiDocument,
  union: ErrorObject,
  within: readonly ErrorObject[],
) => readonly ErrorObject[] | undefined;

/**
 * Removes the errors of the branches of a `oneOf` or `anyOf` of which none matches, and those of the items that don't match
 * `contains`: one error that none matches is clearer. Errors of `if` are removed too, since those of `then` or `else` are there.
 * @param errors Ajv's, in its order, made with its option `verbose`
 * @param tell what to tell in place of the error that no branch matches, if there is something clearer
 */
export function collapseUnionErrors(
  errors: readonly ErrorObject[],
  document: OpenApiDocument,
  tell: TellUnion = () => undefined,
): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'if') continue;
    if (error.keyword === 'oneOf' || error.keyword === 'anyOf' || error.keyword === 'contains') {
      const branches = schemasWithin(error.schema, document);
      // The errors of branches come right before that of their union. Looking at all for each union takes quadratic time.
      let start = kept.length;
      while (start > 0 && isWithin(kept[start - 1] as ErrorObject, error)) start--;
      const within: ErrorObject[] = [];
      for (const other of kept.splice(start)) (branches.has(other.parentSchema as object) ? within : kept).push(other);
      kept.push(...(tell(document, error, within) ?? [error]));
    } else kept.push(error);
  }
  return kept;
}

/** Whether an error is about the value of another one, or about a part of it. */
function isWithin({ instancePath: path }: ErrorObject, { instancePath: outer }: ErrorObject): boolean {
  return path.startsWith(outer) && (path.length === outer.length || path[outer.length] === '/');
}
