import type { OpenApiDocument } from './openapi.ts';
import { walk } from './walk.ts';

/**
 * The document with every schema in JSON Schema 2020-12, the one dialect the rest of the toolkit understands.
 * A 3.1 document is that already and is returned as it is; a 3.0 document is copied and its own keywords rewritten:
 * `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and `$ref`, which there hides its siblings.
 * @see https://spec.openapis.org/oas/v3.0.4.html#schema-object
 */
export function withJsonSchemas(document: OpenApiDocument): OpenApiDocument {
  if (!document.openapi.startsWith('3.0')) return document;
  const copy = structuredClone(document);
  walk(copy, ({ kind, node }) => {
    if (kind === 'Schema') rewrite(node as Record<string, unknown>);
  });
  return copy;
}

function rewrite(schema: Record<string, unknown>): void {
  if (typeof schema['$ref'] === 'string') {
    for (const keyword of Object.keys(schema)) if (keyword !== '$ref') delete schema[keyword];
    return;
  }
  if (schema['nullable'] === true) {
    if (typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null'];
    if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'] = [...schema['enum'], null];
  }
  delete schema['nullable'];
  rewriteExclusive(schema, 'minimum', 'exclusiveMinimum');
  rewriteExclusive(schema, 'maximum', 'exclusiveMaximum');
}

function rewriteExclusive(schema: Record<string, unknown>, limit: string, exclusive: string): void {
  if (typeof schema[exclusive] !== 'boolean') return;
  if (schema[exclusive] && typeof schema[limit] === 'number') {
    schema[exclusive] = schema[limit];
    delete schema[limit];
  } else {
    delete schema[exclusive];
  }
}
