import { cursorNames, offsetNames, pageNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Exchange } from '../plan/exchange.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { firstOf, parameterNamed, recordsOn, requestList } from './list-requests.ts';
import { type NextPage, nextPageOf } from './next-page.ts';
import type { ResourceRun } from './resource-run.ts';

/** How many records there have to be, and how many a small page has. */
const [wantedRecords, smallSize] = [5, 2];
const maxPages = 12;

/** How pages are gone through: as the responses say, or by a parameter that is computed. */
type Way = 'next' | 'position';

interface Walk {
  readonly pages: readonly Exchange[];
  readonly ids: readonly string[];
  /** Whether the last page was reached. */
  readonly isWhole: boolean;
}

interface PagedList {
  readonly run: ResourceRun;
  readonly list: TestedOperation;
  readonly view: ListView;
  readonly record: TestRecord;
}

/** Small pages together have the records that a large page has, each of them once. @returns whether there are pages */
export async function runPages(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  record: TestRecord,
): Promise<boolean> {
  const size = parameterNamed(list, sizeNames);
  const small = size === undefined ? undefined : sizesOf(list, size);
  if (size === undefined || small === undefined || !isPageable(list)) return false;
  const paged = { run, list, view, record };
  for (const way of ['next', 'position'] as const) {
    const first = await findBreak(paged, way, size, small);
    // Others may have written meanwhile.
    const again = first && (await findBreak(paged, way, size, small));
    if (again) run.session.report(again.code, again.message, list.operation.pointer, again.exchange);
  }
  return true;
}

/** Whether a list has small pages. */
export function isPageable(list: TestedOperation): boolean {
  const size = parameterNamed(list, sizeNames);
  const sizes = size === undefined ? undefined : sizesOf(list, size);
  const isPaged = [cursorNames, pageNames, offsetNames].some((names) => parameterNamed(list, names) !== undefined);
  return sizes !== undefined && (isPaged || sizes.least <= smallSize);
}

interface PageBreak {
  readonly code: 'list-page' | 'not-listed';
  readonly message: string;
  readonly exchange: Exchange;
}

async function findBreak(
  paged: PagedList,
  way: Way,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): Promise<PageBreak | undefined> {
  const { run, list, view, record } = paged;
  const large = await requestList(run, list, record, { [name]: most });
  const wanted = large && idsOf(view, large);
  for (const size of wanted ? smallSizes(wanted.length, least, most) : []) {
    const walk = await walkPages(paged, way, name, size);
    const found = walk && breakOf(view, walk, wanted as string[], { name, size, most });
    if (found || !walk) return found;
  }
  return undefined;
}

/** The smallest one, and where that has no page that isn't full, one that has. */
function smallSizes(count: number, least: number, most: number): number[] {
  const other = count % least === 0 ? [least + 1, least + 2, least + 3].find((size) => count % size > 0) : undefined;
  return [least, ...(other === undefined ? [] : [other])].filter((size) => size < count && size <= most);
}

function breakOf(
  view: ListView,
  walk: Walk,
  wanted: readonly string[],
  { name, size, most }: { readonly name: string; readonly size: number; readonly most: number },
): PageBreak | undefined {
  const page = walk.pages.at(-1);
  if (!page) return undefined;
  const twice = walk.ids.find((id, index) => walk.ids.indexOf(id) !== index);
  if (twice !== undefined) {
    const at = walk.pages.findLast((one) => idsOf(view, one)?.includes(twice)) ?? page;
    return { code: 'list-page', message: `has the record ${twice} on two pages of ${name}=${size}`, exchange: at };
  }
  const covered = walk.isWhole ? wanted : wanted.slice(0, walk.ids.length);
  const index = covered.findIndex((id) => !walk.ids.includes(id));
  if (index === -1) return undefined;
  const message = `has the record ${covered[index]} on a page of ${name}=${most}, and on none of the pages of ${name}=${size}`;
  return { code: 'not-listed', message, exchange: walk.pages[Math.floor(index / size)] ?? page };
}

/** @returns undefined if the list can't be gone through in this way */
async function walkPages(paged: PagedList, way: Way, size: string, least: number): Promise<Walk | undefined> {
  const { run, list, view, record } = paged;
  const [page, offset] = [parameterNamed(list, pageNames), parameterNamed(list, offsetNames)];
  const pages: Exchange[] = [];
  const ids: string[] = [];
  if (way === 'position' && page === undefined && offset === undefined) return undefined;
  let next: NextPage | undefined;
  for (let number = 0; number < maxPages; number++) {
    const position: Record<string, unknown> =
      way === 'next'
        ? next && 'parameter' in next
          ? { [next.parameter]: next.value }
          : {}
        : page === undefined
          ? { [offset as string]: firstOf(list, offset, 0) + number * least }
          : { [page]: firstOf(list, page, 1) + number };
    const query = next && 'query' in next ? next.query : undefined;
    const exchange = await requestList(run, list, record, { [size]: least, ...position }, query && withQuery(query));
    const own = exchange && exchange.received.status < 300 ? idsOf(view, exchange) : undefined;
    if (!own) return way === 'position' && number > 0 && exchange ? { pages, ids, isWhole: true } : undefined;
    pages.push(exchange as Exchange);
    ids.push(...own);
    if (way === 'position') {
      if (own.length === 0) return { pages, ids, isWhole: true };
      const { total } = listIn(view, exchange as Exchange) ?? {};
      if (total !== undefined && (number + 1) * least >= total) return { pages, ids, isWhole: true };
      continue;
    }
    const following = nextPageOf(list, view, exchange as Exchange);
    if (following === null && number === 0) return undefined;
    if (!following) return { pages, ids, isWhole: true };
    next = following;
  }
  return { pages, ids, isWhole: false };
}

/** Undefined also where a record has none. */
function idsOf(view: ListView, exchange: Exchange): string[] | undefined {
  const ids = recordsOn(view, exchange)?.map((record) => record[view.id]);
  return ids?.every((id) => id !== undefined && id !== null) ? ids.map(String) : undefined;
}

/** A small and a large size that the contract allows; undefined if a small page would have more records than are made. */
export function sizesOf(
  list: TestedOperation,
  name: string,
): { readonly least: number; readonly most: number } | undefined {
  const schema = list.excerpt.operation.parameters.find((other) => other.in === 'query' && other.name === name)?.schema;
  const limits = (keyword: 'minimum' | 'maximum') =>
    schemasInPlace(list.excerpt.document, schema).flatMap((part) =>
      typeof part[keyword] === 'number' ? part[keyword] : [],
    );
  const least = Math.max(smallSize, ...limits('minimum'));
  const most = Math.min(50, ...limits('maximum'));
  return least < Math.min(most, wantedRecords) ? { least, most } : undefined;
}

/** With the query of a link; what it lacks, such as a key, stays. */
function withQuery(query: URLSearchParams): (request: MadeRequest) => MadeRequest {
  return (request) => {
    const [path = '', own = ''] = request.target.split('?');
    const others = [...new URLSearchParams(own)].filter(([name]) => !query.has(name));
    return { ...request, target: `${path}?${new URLSearchParams([...query, ...others])}` };
  };
}
