import type { SchemaObject } from '../../../contract/document/openapi.ts';

const keywordsOf: readonly (readonly [type: string, keywords: readonly string[]])[] = [
  [
    'object',
    [
      'properties',
      'required',
      'additionalProperties',
      'patternProperties',
      'propertyNames',
      'minProperties',
      'maxProperties',
    ],
  ],
  ['array', ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems']],
];

/**
 * Removes keywords, in place, that say nothing of values of the schema's type: of a text with `properties`, generators make a
 * model as well.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-7.6.1
 */
export function removeInapplicable(schema: SchemaObject): void {
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return;
  for (const [type, keywords] of keywordsOf)
    if (!types.includes(type)) for (const keyword of keywords) delete schema[keyword];
}
