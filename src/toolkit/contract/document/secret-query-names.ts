import { schemesOf } from './credentials.ts';
import type { SchemaObject } from './openapi.ts';
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
  const schemaOf = (written: unknown): SchemaObject | undefined =>
    typeof written === 'object' && written !== null ? resolveReference(document, written as SchemaObject) : undefined;
  // Schemas may contain themselves.
  const isSecret = (written: unknown, depth = 3): boolean => {
    const schema = schemaOf(written);
    if (schema === undefined || depth === 0) return false;
    if (schema['format'] === 'password' || schema['x-sensitive'] === true) return true;
    const { items, allOf = [], anyOf = [], oneOf = [] } = schema;
    return [items, allOf, anyOf, oneOf].flat().some((part) => isSecret(part, depth - 1));
  };
  for (const parameter of operations.flatMap((operation) => operation.parameters)) {
    if (parameter.in !== 'query') continue;
    const { name, schema: written, content } = parameter;
    const schema = schemaOf(written ?? Object.values(content ?? {})[0]?.schema);
    if (isSecret(parameter) || isSecret(schema)) names.add(name);
    // The fields of an object are parameters of their own, or in brackets behind its name.
    for (const [field, value] of Object.entries(schema?.properties ?? {}))
      if (isSecret(value)) for (const spelling of [name, field, `${name}[${field}]`]) names.add(spelling);
  }
  return names;
}
