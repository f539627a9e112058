import type { ParameterObject } from '../../../contract/document/openapi.ts';
import { cursorNames, offsetNames, pageNames } from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { cursorAt, type ListPage } from './list-page.ts';

/**
 * The link to another page: a URL, or `{ href }`, as the value is that the contract has in its place.
 * @param isLink whether it is certain that a text there is a URL
 * @returns null where there is no such page; undefined for what is no such link
 */
export type PageLinks = (name: string, example: unknown, isLink: boolean) => unknown;

const nextNames = new Set(['next', 'nextpage', 'nextlink', 'nexturl', 'nexthref', 'nextpageurl', 'odatanextlink']);
const previousNames = new Set([
  'prev',
  'previous',
  'prevpage',
  'previouspage',
  'previouslink',
  'prevlink',
  'prevhref',
  'prevpageurl',
  'previouspageurl',
  'prevurl',
  'previousurl',
]);

export function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^(https?:|[/?])/.test(value);
}

/**
 * The links between the pages of a list, by their common names. Without a parameter for a page, there is one of them.
 * @param url the request's
 */
export function pageLinks(parameters: readonly ParameterObject[], page: ListPage, url: string): PageLinks | undefined {
  if (!URL.canParse(url)) return undefined;
  const named = (names: ReadonlySet<string>) =>
    parameters.find(({ in: kind, name }) => kind === 'query' && names.has(normalizeName(name)))?.name;
  const [number, offset, cursor] = [named(pageNames), named(offsetNames), named(cursorNames)];
  const parameter = number ?? offset ?? cursor;
  const { size, total, firstPage } = page;
  const urlAt = (start: number): string => {
    const target = new URL(url);
    if (parameter === undefined || start === page.offset) return target.href;
    const pageAt = Math.floor(start / Math.max(1, size)) + firstPage;
    const value = parameter === number ? pageAt : parameter === offset ? start : cursorAt(start);
    target.searchParams.set(parameter, String(value));
    return target.href;
  };
  const startOf = (wanted: string): number | undefined | null => {
    if (wanted === 'self') return page.offset;
    if (wanted === 'first') return 0;
    if (wanted === 'last') return Math.max(0, Math.ceil(total / Math.max(1, size)) - 1) * size;
    const isOnly = parameter === undefined;
    if (nextNames.has(wanted)) return !isOnly && page.offset + page.records.length < total ? page.offset + size : null;
    if (previousNames.has(wanted)) return !isOnly && page.offset > 0 ? Math.max(0, page.offset - size) : null;
    return undefined;
  };
  return (name, example, isLink) => {
    const wanted = normalizeName(name);
    if (wanted === 'odatacontext') return contextOf(url);
    const isHolder = typeof example === 'object' && example !== null && Object.hasOwn(example, 'href');
    const { href } = (example ?? {}) as { href?: unknown };
    if (!isUrl(example) && !isUrl(href) && !(isLink && (isHolder || typeof example !== 'object'))) return undefined;
    const start = startOf(wanted);
    if (typeof start !== 'number') return start;
    return isHolder
      ? { ...example, href: urlAt(start), ...('templated' in example && { templated: false }) }
      : urlAt(start);
  };
}

/** @see https://docs.oasis-open.org/odata/odata/v4.01/os/part1-protocol/odata-v4.01-os-part1-protocol.html#sec_ContextURL */
function contextOf(url: string): string {
  const { origin, pathname } = new URL(url);
  const end = pathname.lastIndexOf('/') + 1;
  return `${origin}${pathname.slice(0, end)}$metadata#${pathname.slice(end)}`;
}
