import type { SchemaObject } from '../../../contract/document/openapi.ts';

/** Moves keywords to where validators read them and generators don't. */
export function hideKeywords(schema: SchemaObject, ...keywords: string[]): void {
  const hidden = Object.fromEntries(
    keywords.filter((keyword) => Object.hasOwn(schema, keyword)).map((keyword) => [keyword, schema[keyword]]),
  );
  for (const keyword of keywords) delete schema[keyword];
  hideSchema(schema, hidden);
}

/**
 * Makes a schema apply to what another one describes, where generators don't read it: if anything applies, then it does.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.2
 */
export function hideSchema(schema: SchemaObject, hidden: SchemaObject): void {
  if (schema['if'] === undefined && schema['then'] === undefined && schema['else'] === undefined) {
    schema['if'] = {};
    schema['then'] = hidden;
  } else if (schema['not'] === undefined) schema['not'] = { not: hidden };
  else schema['allOf'] = [...((schema['allOf'] ?? []) as object[]), hidden];
}
