import { pointerTokens, valueAt } from '../../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { asksForAll, filteredProperty } from '../../../contract/resource/list-parameters.ts';
import type { ListPlace, OperationSchemas } from '../../../contract/resource/record-shape.ts';
import { allowedValues, schemasAlong, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { equalProperty, withoutRecordName } from './record-filters.ts';
import type { RecordNames } from './record-names.ts';

/** The values of filter parameters that ask for all records: `all`, or `none` by default, where the property has no such value. */
export function allValuesOf(
  { excerpt, instances: { document } }: OperationSchemas,
  { schemaPointer, bodyPointer, itemProperties, attributes }: ListPlace,
  names: RecordNames,
  recordNames: readonly string[],
): ReadonlyMap<string, ReadonlySet<unknown>> {
  const record = schemasAlong(document, valueAt(document, schemaPointer), [...pointerTokens(bodyPointer), 0]);
  const valuesOf = (property: string) => {
    const way = attributes.has(property) ? ['attributes', property] : [property];
    return record.flatMap((schema) => schemasAlong(document, schema, way).flatMap((own) => allowedValues(own) ?? []));
  };
  const values = excerpt.operation.parameters.flatMap(({ name, in: location, schema }) => {
    const words = location === 'query' ? schemasInPlace(document, schema).flatMap(allWords) : [];
    if (words.length === 0) return [];
    const property =
      filteredProperty(name, itemProperties, recordNames)?.property ??
      equalProperty(withoutRecordName(name, recordNames), names);
    if (property === undefined) return [];
    const own = valuesOf(property);
    const all = words.filter((word) => !own.includes(word));
    return all.length > 0 ? [[name, new Set(all)] as const] : [];
  });
  return new Map(values);
}

/** A query without the parameters that ask for all records. */
export function withoutAll(
  query: Readonly<Record<string, unknown>>,
  values: ReturnType<typeof allValuesOf>,
): Readonly<Record<string, unknown>> {
  if (values.size === 0) return query;
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => !values.get(name)?.has(value)));
}

function allWords(schema: SchemaObject): unknown[] {
  const words = (allowedValues(schema) ?? []).filter((value) => asksForAll(value));
  return asksForAll(schema['default'], true) ? [...words, schema['default']] : words;
}
