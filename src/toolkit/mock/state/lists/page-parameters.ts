import type { ParameterObject, SchemaObject } from '../../../contract/document/openapi.ts';
import {
  cursorNames,
  meaningOfSeveral,
  offsetNames,
  pageNames,
  sizeNames,
} from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';

/** What the parameters of a list say of its pages. */
export interface PageParameters {
  /** The number of the first page: 0 where that is the default of its parameter. */
  readonly firstPage: 0 | 1;
  /** Whether there is a parameter for another page; otherwise the first one has all records. */
  readonly isPaged: boolean;
  /** The parameter that asks for the number of all records. */
  readonly count: string | undefined;
  /** The parameters of which a record has to have all values. */
  readonly allOf: ReadonlySet<string>;
  /** Numbers of which one says where a page begins and another how long it is, whatever properties are called so. */
  readonly paging: ReadonlySet<string>;
}

const pagingNames = [pageNames, sizeNames, offsetNames, cursorNames];

export function pageParametersOf(parameters: readonly ParameterObject[]): PageParameters {
  const queries = parameters.filter(({ in: kind }) => kind === 'query');
  const isNamed = (...sets: readonly ReadonlySet<string>[]) =>
    queries.flatMap(({ name, schema }) =>
      sets.some((names) => names.has(normalizeName(name))) && isInteger(schema) ? [name] : [],
    );
  const [sizes, starts] = [isNamed(sizeNames), isNamed(pageNames, offsetNames)];
  const page = queries.find(({ name }) => pageNames.has(normalizeName(name)));
  return {
    firstPage: (page?.schema as SchemaObject | undefined)?.['default'] === 0 ? 0 : 1,
    isPaged: queries.some(({ name }) => pagingNames.some((names) => names.has(normalizeName(name)))),
    count: queries.find(({ name }) => /^\$(count|inlinecount)$/i.test(name))?.name,
    allOf: new Set(queries.filter(needsAll).map(({ name }) => name)),
    paging: new Set(sizes.length > 0 && starts.length > 0 ? [...sizes, ...starts] : []),
  };
}

function isInteger(schema: ParameterObject['schema']): boolean {
  return typeof schema === 'object' && [schema?.type].flat().includes('integer');
}

function needsAll({ description = '', schema }: ParameterObject & { readonly description?: string }): boolean {
  const inside = typeof schema === 'object' ? (schema['description'] ?? '') : '';
  return meaningOfSeveral(`${description} ${inside}`) === 'all';
}

/**
 * Whether a request could have asked for the number of all records, and hasn't.
 * @see https://docs.oasis-open.org/odata/odata/v4.01/os/part2-url-conventions/odata-v4.01-os-part2-url-conventions.html#sec_SystemQueryOptioncount
 */
export function isUncounted({ count }: PageParameters, query: Readonly<Record<string, unknown>>): boolean {
  return count !== undefined && !/^(true|allpages)$/i.test(String(query[count]));
}
