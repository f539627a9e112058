import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { cursorNames, offsetNames, totalNames } from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { cursorAt, type ListPage, numberedCursorAt } from './list-page.ts';
import { isUrl, type PageLinks } from './page-links.ts';

type Holder = Record<string, unknown>;

/** What has facts about a page in it, normalized: `meta.pagination.total`, `links.pages.next`. */
const holders = new Set([
  ...['meta', 'metadata', 'pagination', 'paging', 'pager', 'page', 'pages', 'links', 'cursors'],
  ...['pageinfo', 'paginginfo', 'paginationinfo', 'pagemeta', 'paginationmeta', 'listmeta'],
]);

interface Facts {
  readonly page: ListPage;
  readonly links: PageLinks | undefined;
  readonly document: OpenApiDocument;
  /** Whether the number of all records may be left out, as the request didn't ask for it. */
  readonly isUncounted: boolean;
}

/** Fills in what a response says about the page, but for the records at a path. @param written the holder's schema */
export function fillFacts(
  holder: unknown,
  facts: Facts,
  [own, ...below]: readonly string[],
  written: readonly unknown[],
  isOfLinks = false,
): void {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return;
  const schemas = schemasInPlace(facts.document, ...written);
  for (const [name, value] of Object.entries(holder) as [string, unknown][]) {
    if (name === own && below.length === 0) continue;
    const inside = schemasAt(schemas, name);
    const normal = normalizeName(name);
    if (facts.isUncounted && normal === 'odatacount' && !isRequired(schemas, name)) {
      delete (holder as Holder)[name];
      continue;
    }
    const isLink = isOfLinks || isLinkName.test(normal);
    const fact = factFor(name, value, facts, isLink);
    if (fact === null) setOrLeaveOut(holder as Holder, name, noneOf(facts.document, schemas, name, inside));
    else if (fact !== undefined) (holder as Holder)[name] = fact;
    else if (name === own || holders.has(normal))
      fillFacts(value, facts, name === own ? below : [], inside, normal === 'links' || (isOfLinks && name !== own));
  }
}

const isLinkName = /(link|url|uri|href|odatacontext)$/;

function factFor(name: string, value: unknown, { page, links }: Facts, isLink: boolean): unknown {
  const link = links?.(name, value, isLink);
  if (link !== undefined) return link;
  // `next` may be a cursor, or a URL.
  const cursor = typeof value === 'number' || typeof value === 'bigint' ? numberedCursorAt : cursorAt;
  const fact = isUrl(value) || (typeof value === 'object' && value !== null) ? undefined : pageFact(name, page, cursor);
  return typeof value === 'string' && typeof fact === 'number' ? String(fact) : fact;
}

/** How a response says that there is no such page: null, an empty text or nothing, as its schema allows. */
function noneOf(
  document: OpenApiDocument,
  holder: readonly SchemaObject[],
  name: string,
  written: readonly unknown[],
): null | '' | undefined {
  if (schemasInPlace(document, ...written).some(({ type }) => [type].flat().includes('null'))) return null;
  return isRequired(holder, name) ? '' : undefined;
}

function isRequired(holder: readonly SchemaObject[], name: string): boolean {
  return holder.some(({ required }) => Array.isArray(required) && required.includes(name));
}

function setOrLeaveOut(holder: Holder, name: string, value: unknown): void {
  if (value === undefined) delete holder[name];
  else holder[name] = value;
}

/** The value for a property beside a list, by its name, such as `total` or `nextPage`; undefined for other names. */
export function pageFact(name: string, facts: ListPage, cursor: (offset: number) => unknown = cursorAt): unknown {
  const { records, total, page, firstPage, size, offset, orderBy, descending } = facts;
  const pages = Math.ceil(total / Math.max(1, size));
  if (totalNames.has(normalizeName(name))) return total;
  switch (normalizeName(name)) {
    case 'count':
    case 'numberofelements':
    case 'returned':
      return records.length;
    case 'page':
    case 'number':
    case 'pagenumber':
    case 'currentpage':
      return page;
    case 'size':
    case 'limit':
    case 'perpage':
    case 'pagesize':
    case 'currentpagesize':
      return size;
    case 'offset':
    case 'skip':
      return offset;
    case 'pages':
    case 'totalpages':
    case 'pagecount':
      return pages;
    case 'lastpage':
      return Math.max(0, pages - 1 + firstPage);
    case 'hasnext':
    case 'hasnextpage':
    case 'hasmore':
    case 'more':
      return offset + records.length < total;
    case 'next':
    case 'nexttoken':
    case 'continuationtoken':
    case 'endcursor':
      return placeOf('nextcursor', facts, cursor);
    case 'previous':
    case 'prev':
      return placeOf('previouscursor', facts, cursor);
    case 'nextpage':
      return offset + records.length < total ? page + 1 : null;
    case 'previouspage':
    case 'prevpage':
      return page > firstPage ? page - 1 : null;
    case 'hasprevious':
    case 'hasprev':
    case 'haspreviouspage':
    case 'hasprevpage':
      return offset > 0 && total > 0;
    case 'firstitem':
      return records.length === 0 ? 0 : offset + 1;
    case 'lastitem':
      return records.length === 0 ? 0 : offset + records.length;
    case 'currentorderfield':
    case 'orderby':
    case 'sortby':
      return orderBy;
    case 'currentsortdirection':
      return descending ? -1 : 1;
    default:
      return placeOf(normalizeName(name), facts, cursor);
  }
}

/** `next_marker` is the next value of a parameter that is called `marker`. */
function placeOf(
  name: string,
  { records, total, size, offset }: ListPage,
  cursor: (offset: number) => unknown,
): unknown {
  const [, way, parameter = ''] = /^(next|prev|previous)(.+)$/.exec(name) ?? [];
  const isCursor = cursorNames.has(parameter);
  if (!isCursor && !offsetNames.has(parameter)) return undefined;
  const isThere = way === 'next' ? offset + records.length < total : offset > 0;
  const place = way === 'next' ? offset + records.length : Math.max(0, offset - size);
  if (!isThere) return null;
  return isCursor ? cursor(place) : place;
}
