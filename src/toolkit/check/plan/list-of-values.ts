import type { ParameterObject, SchemaObject } from '../../contract/document/openapi.ts';
import { plainFilterName, searchNames } from '../../contract/resource/list-parameters.ts';
import type { OperationSchemas } from '../../contract/resource/record-shape.ts';
import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** What names a value otherwise than records show it. */
const otherNames = /\b(ids?|slugs?|keys?|codes?|identifiers?)\b/i;

/**
 * The property of which a query parameter names one value: `keywords`, a list of texts, for `keyword`.
 * @param schemasOf the schemas of a property in the list
 */
export function listOfValuesFor(
  { excerpt, instances }: OperationSchemas,
  written: string,
  properties: readonly string[],
  schemasOf: (property: string) => readonly SchemaObject[],
): string | undefined {
  const name = plainFilterName(written);
  const wanted = normalizeName(name);
  const isOne = (property: string) => namesOfRecords({ path: property }).includes(wanted);
  const property = properties.find(isOne);
  const parameter: (ParameterObject & { readonly description?: string }) | undefined =
    excerpt.operation.parameters.find((one) => one.in === 'query' && plainFilterName(one.name) === name);
  if (property === undefined || !parameter || otherNames.test(parameter.description ?? '')) return undefined;
  const asked = schemasInPlace(excerpt.document, parameter.schema);
  const several = schemasInPlace(excerpt.document, ...schemasAt(asked, 0));
  // One text may be searched for anywhere.
  if (several.length === 0 && searchNames.has(wanted)) return undefined;
  const listed = typesOf(schemasInPlace(instances.document, ...schemasAt(schemasOf(property), 0)));
  return typesOf(several.length > 0 ? several : asked).some((type) => listed.includes(type)) ? property : undefined;
}

function typesOf(schemas: readonly SchemaObject[]): string[] {
  return schemas.flatMap(({ type }) => type ?? []).filter((type) => type !== 'null' && type !== 'object');
}
