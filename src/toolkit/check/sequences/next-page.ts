import { cursorNames, pageNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Exchange } from '../plan/exchange.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { parameterNamed } from './list-requests.ts';

/** Where a response says that the next page is: the query of a link, or a value for a parameter. */
export type NextPage =
  | { readonly query: URLSearchParams }
  | { readonly parameter: string; readonly value: string | number | bigint };

const nextNames = new Set([
  'next',
  'nextcursor',
  'nexttoken',
  'nextpagetoken',
  'nextpage',
  'nextlink',
  'nexturl',
  'nexthref',
  'odatanextlink',
  'continuationtoken',
  'endcursor',
  'after',
  'cursor',
]);
const previousNames = new Set([
  'prev',
  'previous',
  'prevpage',
  'previouspage',
  'prevlink',
  'previouslink',
  'prevurl',
  'previousurl',
]);
const pagesNames = new Set(['totalpages', 'pages', 'pagecount', 'numpages', 'lastpage']);
const moreNames = new Set(['hasmore', 'hasnext', 'hasnextpage', 'more']);
const maxDepth = 3;

/** What a response says of the next page; undefined if it says that there is none, null if it says nothing that we understand. */
export function nextPageOf(list: TestedOperation, view: ListView, exchange: Exchange): NextPage | undefined | null {
  const { headers } = exchange.received;
  const link = /<([^>]*)>\s*;[^,<]*\brel="?next\b/i.exec([headers['link']].flat().join(', '))?.[1];
  if (link !== undefined) return fromUrl(link);
  const facts = new Map(factsIn(exchange.body, view, maxDepth));
  for (const [name, value] of Object.entries(headers))
    if (nextNames.has(normalizeName(name.replace(/^x-/i, ''))))
      facts.set(normalizeName(name.replace(/^x-/i, '')), value);
  if ([...facts].some(([name, value]) => moreNames.has(name) && value === false)) return undefined;
  const own = parameterAfter(list, facts);
  if (own) return own;
  const named = [...facts].filter(([name]) => nextNames.has(name));
  const written = named.map(([, value]) => value).find((value) => isNamed(value));
  if (written !== undefined) return isUrl(String(written)) ? fromUrl(String(written)) : placed(list, written);
  const last = lastIdOf(list, view, exchange, facts);
  if (last) return last;
  // A `cursor` may be that of the page itself.
  const saysNone = own === undefined || named.some(([name]) => name.startsWith('next'));
  return saysNone ? undefined : null;
}

/** `next_after_id` is the next value of `after_id`; undefined if it says that there is none, null if there is no such fact. */
function parameterAfter(list: TestedOperation, facts: ReadonlyMap<string, unknown>): NextPage | undefined | null {
  for (const { name, in: kind } of list.excerpt.operation.parameters) {
    const fact = `next${normalizeName(name)}`;
    if (kind !== 'query' || !facts.has(fact)) continue;
    const value = facts.get(fact);
    return isNamed(value) && !isUrl(String(value)) ? { parameter: name, value } : undefined;
  }
  return null;
}

/** What a response says of the page before; a cursor may be for another parameter. */
export function previousPageOf(list: TestedOperation, view: ListView, exchange: Exchange): NextPage | undefined {
  const link = /<([^>]*)>\s*;[^,<]*\brel="?prev(?:ious)?\b/i.exec(
    [exchange.received.headers['link']].flat().join(', '),
  )?.[1];
  const written =
    link ??
    [...factsIn(exchange.body, view, maxDepth)].find(([name, one]) => previousNames.has(name) && isNamed(one))?.[1];
  if (typeof written === 'string' && (link !== undefined || isUrl(written))) return fromUrl(written) ?? undefined;
  const page = parameterNamed(list, pageNames);
  return typeof written === 'number' && page ? { parameter: page.name, value: written } : undefined;
}

/** How many pages a response says that there are; the last one may be counted from 0. */
export function statedPages(view: ListView, exchange: Exchange): number[] | undefined {
  const [name, value] = [...factsIn(exchange.body, view, maxDepth)].find(([one]) => pagesNames.has(one)) ?? [];
  if (typeof value !== 'number') return undefined;
  return name === 'lastpage' ? [value, value + 1] : [value];
}

function isUrl(text: string): boolean {
  return /^(https?:\/\/|[/?])/.test(text);
}

function isNamed(value: unknown): value is string | number | bigint {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint';
}

/** The facts beside the records, by normalized name; `next: { href }` as `next`. */
function* factsIn(body: unknown, view: ListView, depth: number, path = ''): Generator<[string, unknown]> {
  if (
    typeof body !== 'object' ||
    body === null ||
    Array.isArray(body) ||
    depth === 0 ||
    (path === view.bodyPointer && path !== '')
  )
    return;
  for (const [name, value] of Object.entries(body)) {
    const { href } = (value ?? {}) as { href?: unknown };
    yield [normalizeName(name), typeof href === 'string' ? href : value];
    yield* factsIn(value, view, depth - 1, `${path}/${name}`);
  }
}

function fromUrl(url: string): NextPage | null {
  try {
    const { searchParams } = new URL(url, 'http://list.example/');
    return searchParams.size > 0 ? { query: searchParams } : null;
  } catch {
    return null;
  }
}

function placed(list: TestedOperation, value: string | number | bigint): NextPage | null {
  const parameter = parameterNamed(list, cursorNames) ?? parameterNamed(list, pageNames);
  return parameter ? { parameter: parameter.name, value } : null;
}

/** `has_more` without a cursor: the id of the last record is one. */
function lastIdOf(
  list: TestedOperation,
  view: ListView,
  exchange: Exchange,
  facts: ReadonlyMap<string, unknown>,
): NextPage | undefined {
  const parameter = list.excerpt.operation.parameters.find(
    ({ name, in: kind }) => kind === 'query' && /^(starting_?)?after(_?id)?$/i.test(name),
  )?.name;
  const id = listIn(view, exchange)?.records.at(-1)?.[view.id];
  const hasMore = [...facts].some(([name, value]) => moreNames.has(name) && value === true);
  return hasMore && parameter !== undefined && isNamed(id) ? { parameter, value: id } : undefined;
}
