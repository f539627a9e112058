import { schemesOf } from './credentials.ts';
import type { OpenApiDocument, SchemaObject } from './openapi.ts';
import { type ContractOperations, resolveReference } from './operations.ts';

/**
 * The names in a query whose values no log may have: API keys, and what is `format: password` or `x-sensitive`, in any of the
 * contract's operations.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object
 */
export function secretQueryNames(contract: ContractOperations): ReadonlySet<string> {
  const { document, operations } = contract;
  const names = new Set<string>();
  for (const scheme of schemesOf(contract))
    if (scheme.type === 'apiKey' && scheme.in === 'query' && scheme.name !== undefined) names.add(scheme.name);
  for (const parameter of operations.flatMap((operation) => operation.parameters)) {
    if (parameter.in !== 'query') continue;
    const { name, schema: written, content } = parameter;
    const schema = schemaOf(document, written ?? Object.values(content ?? {})[0]?.schema);
    if (isMarkedSecret(document, parameter) || isMarkedSecret(document, schema)) names.add(name);
    // The fields of an object are parameters of their own, or in brackets behind its name.
    for (const [field, value] of Object.entries(schema?.properties ?? {}))
      if (isMarkedSecret(document, value))
        for (const spelling of [name, field, `${name}[${field}]`]) names.add(spelling);
  }
  return names;
}

/** Whether a schema, or a parameter, says that its values are secret: by `format: password` or `x-sensitive`, also of items. */
export function isMarkedSecret(document: OpenApiDocument, written: unknown, depth = 3): boolean {
  const schema = schemaOf(document, written);
  // Schemas may contain themselves.
  if (schema === undefined || depth === 0) return false;
  if (schema['format'] === 'password' || schema['x-sensitive'] === true) return true;
  const { items, allOf = [], anyOf = [], oneOf = [] } = schema;
  return [items, allOf, anyOf, oneOf].flat().some((part) => isMarkedSecret(document, part, depth - 1));
}

function schemaOf(document: OpenApiDocument, written: unknown): SchemaObject | undefined {
  return typeof written === 'object' && written !== null
    ? resolveReference(document, written as SchemaObject)
    : undefined;
}
