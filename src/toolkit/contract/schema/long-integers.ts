/** Whether a schema speaks of integers beyond 2^53, or of 64 bits. */
export function isLong(schema: Readonly<Record<string, unknown>>): boolean {
  const types = [schema['type'] ?? []].flat();
  if (!types.includes('integer') && !types.includes('number')) return false;
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return false;
  const is64 = schema['format'] === 'int64' || schema['format'] === 'uint64';
  const lowest = limitOf(schema, 'minimum', 'exclusiveMinimum') ?? (is64 ? Number.NEGATIVE_INFINITY : 0);
  const highest = limitOf(schema, 'maximum', 'exclusiveMaximum') ?? (is64 ? Number.POSITIVE_INFINITY : 0);
  return lowest < Number.MIN_SAFE_INTEGER || highest > Number.MAX_SAFE_INTEGER;
}

function limitOf(schema: Readonly<Record<string, unknown>>, ...keywords: string[]): number | undefined {
  return keywords.map((keyword) => schema[keyword]).find((limit) => typeof limit === 'number');
}
