/**
 * A text that two JSON values have in common only if they are equal as JSON Schema compares them: the order of properties
 * doesn't matter.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.2
 */
export function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const properties = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(properties).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(properties[name])}`).join()}}`;
}
