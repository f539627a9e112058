import type { ParameterObject, SchemaObject } from '../../../contract/document/openapi.ts';
import { pageNames } from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';

/** The number of a list's first page: 0 where that is the default of its parameter. */
export function firstPageOf(parameters: readonly ParameterObject[]): 0 | 1 {
  const page = parameters.find(({ in: kind, name }) => kind === 'query' && pageNames.has(normalizeName(name)));
  return (page?.schema as SchemaObject | undefined)?.['default'] === 0 ? 0 : 1;
}

const countNames = /^\$(count|inlinecount)$/i;

/**
 * Whether a request could have asked for the number of all records, and hasn't.
 * @see https://docs.oasis-open.org/odata/odata/v4.01/os/part2-url-conventions/odata-v4.01-os-part2-url-conventions.html#sec_SystemQueryOptioncount
 */
export function isUncountedIn(
  parameters: readonly ParameterObject[],
  query: Readonly<Record<string, unknown>>,
): boolean {
  const count = parameters.find(({ in: kind, name }) => kind === 'query' && countNames.test(name));
  return count !== undefined && !/^(true|allpages)$/i.test(String(query[count.name]));
}
