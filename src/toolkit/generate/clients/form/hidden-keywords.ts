import type { SchemaObject } from '../../../contract/document/openapi.ts';

/**
 * Moves keywords to where validators read them and generators don't: what applies if anything does.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.2
 */
export function hideKeywords(schema: SchemaObject, ...keywords: string[]): void {
  const hidden = Object.fromEntries(
    keywords.filter((keyword) => Object.hasOwn(schema, keyword)).map((keyword) => [keyword, schema[keyword]]),
  );
  for (const keyword of keywords) delete schema[keyword];
  if (schema['if'] === undefined && schema['then'] === undefined && schema['else'] === undefined) {
    schema['if'] = {};
    schema['then'] = hidden;
  } else if (schema['not'] === undefined) schema['not'] = { not: hidden };
  else Object.assign(schema, hidden);
}
