import type { ErrorObject } from 'ajv';
import { isObject } from '../document/is-object.ts';
import { joinPointer } from '../document/json-pointer.ts';
import type { OpenApiDocument } from '../document/openapi.ts';
import { tagOf } from './branch-tags.ts';
import { schemasWithin } from './schemas-within.ts';

/**
 * The errors of an object that matches no branch of a union, where a property says which one is meant: those of that
 * branch, or that the property has none of the values.
 * @param within the errors of the branches
 * @returns undefined if nothing says which branch is meant
 */
export function branchErrors(
  document: OpenApiDocument,
  union: ErrorObject,
  within: readonly ErrorObject[],
): readonly ErrorObject[] | undefined {
  const { keyword, schema, data, parentSchema = {}, params } = union;
  const matchesTwo = Array.isArray(params['passingSchemas']);
  // Validators that pause put the `$ref` around it in place of the union.
  if (keyword === 'contains' || matchesTwo || !Array.isArray(schema) || !isObject(data)) return undefined;
  const tag = tagOf(document, schema, parentSchema);
  if (!tag) return undefined;
  const { name, branches, isRequired } = tag;
  if (!Object.hasOwn(data, name))
    return isRequired ? [{ ...union, keyword: 'required', params: { missingProperty: name } }] : undefined;
  const value = data[name];
  if (!branches.has(value)) {
    const allowedValues = [...branches.keys()];
    const instancePath = joinPointer(union.instancePath, name);
    return [{ ...union, keyword: 'enum', instancePath, params: { allowedValues }, data: value }];
  }
  const own = schemasWithin(branches.get(value), document);
  const errors = within.filter((error) => own.has(error.parentSchema as object));
  return errors.length > 0 ? errors : undefined;
}
