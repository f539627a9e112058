import type { ParameterObject } from '../../../contract/document/openapi.ts';
import { cursorNames, offsetNames, pageNames } from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { cursorAt, type ListPage } from './list-page.ts';

/**
 * The link to another page in the place of one in the contract's example: a URL, or `{ href }`.
 * @returns null where there is no such page; undefined for what is no such link
 */
export type PageLinks = (name: string, example: unknown) => unknown;

const nextNames = new Set(['next', 'nextpage', 'nextlink', 'nexturl', 'nexthref', 'nextpageurl', 'odatanextlink']);
const previousNames = new Set([
  'prev',
  'previous',
  'prevpage',
  'previouspage',
  'previouslink',
  'prevurl',
  'previousurl',
]);

export function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^(https?:|[/?])/.test(value);
}

/**
 * The links between the pages of a list, by their common names.
 * @param url the request's
 * @returns undefined if the list has no parameter for a page
 */
export function pageLinks(parameters: readonly ParameterObject[], page: ListPage, url: string): PageLinks | undefined {
  const named = (names: ReadonlySet<string>) =>
    parameters.find(({ in: kind, name }) => kind === 'query' && names.has(normalizeName(name)))?.name;
  const [number, offset, cursor] = [named(pageNames), named(offsetNames), named(cursorNames)];
  const parameter = number ?? offset ?? cursor;
  if (parameter === undefined || !URL.canParse(url)) return undefined;
  const { size, total } = page;
  const urlAt = (start: number): string => {
    const target = new URL(url);
    const pageAt = Math.floor(start / Math.max(1, size)) + 1;
    const value = parameter === number ? pageAt : parameter === offset ? start : cursorAt(start);
    target.searchParams.set(parameter, String(value));
    return target.href;
  };
  const startOf = (name: string): number | undefined | null => {
    const wanted = normalizeName(name);
    if (nextNames.has(wanted)) return page.offset + page.records.length < total ? page.offset + size : null;
    if (previousNames.has(wanted)) return page.offset > 0 ? Math.max(0, page.offset - size) : null;
    if (wanted === 'first') return 0;
    return wanted === 'last' ? Math.max(0, Math.ceil(total / Math.max(1, size)) - 1) * size : undefined;
  };
  return (name, example) => {
    const { href } = (example ?? {}) as { href?: unknown };
    if (!isUrl(example) && !isUrl(href)) return undefined;
    const start = startOf(name);
    if (typeof start !== 'number') return start;
    return isUrl(example) ? urlAt(start) : { ...(example as object), href: urlAt(start) };
  };
}
