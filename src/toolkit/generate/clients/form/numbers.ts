import type { SchemaObject } from '../../../contract/document/openapi.ts';

const maxInt32 = 2 ** 31 - 1;

/**
 * Says of a whole number without a format how wide it is, in place: generators take it for 32 bits, and their clients refuse
 * larger ones.
 * @see https://spec.openapis.org/registry/format/
 */
export function widenInteger(schema: SchemaObject): void {
  const { type, format, minimum, maximum } = schema as Record<string, unknown>;
  if (format !== undefined || ![type].flat().includes('integer')) return;
  const isSmall = typeof maximum === 'number' && maximum <= maxInt32;
  if (!isSmall || (typeof minimum === 'number' && minimum < -maxInt32)) schema['format'] = 'int64';
}
