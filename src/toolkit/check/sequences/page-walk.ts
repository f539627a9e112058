import type { MadeRequest } from '../../instances/index.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import { pageAfter, recordsOn, requestList, type TestedList } from './list-requests.ts';
import { type NextPage, nextPageOf } from './next-page.ts';

const maxPages = 12;

/** How pages are gone through: as the responses say, or by a parameter that is computed. */
export type Way = 'next' | 'position';

export interface Walk {
  readonly pages: readonly Exchange[];
  readonly ids: readonly string[];
  /** Whether the last page was reached. */
  readonly isWhole: boolean;
}

/**
 * Goes through the pages of a list.
 * @param size the parameter that limits them, and its value
 * @param query what else the list is asked
 * @returns undefined if it can't be gone through in this way
 */
export async function walkPages(
  tested: TestedList,
  way: Way,
  [name, size]: readonly [string, number],
  query: Fields = {},
): Promise<Walk | undefined> {
  const { list, view } = tested;
  const asked = { ...query, [name]: size };
  const pages: Exchange[] = [];
  const ids: string[] = [];
  if (way === 'position' && !pageAfter(list, 0, 0)) return undefined;
  let next: NextPage | undefined;
  for (let number = 0; number < maxPages; number++) {
    const exchange =
      way === 'next'
        ? await requestPage(tested, asked, next)
        : await requestList(tested, { ...asked, ...pageAfter(list, number, number * size) });
    const own = exchange && exchange.received.status < 300 ? idsOf(view, exchange) : undefined;
    if (!own) return way === 'position' && number > 0 && exchange ? { pages, ids, isWhole: true } : undefined;
    pages.push(exchange as Exchange);
    ids.push(...own);
    if (way === 'position') {
      if (own.length === 0) return { pages, ids, isWhole: true };
      const { total } = listIn(view, exchange as Exchange) ?? {};
      if (total !== undefined && (number + 1) * size >= total) return { pages, ids, isWhole: true };
      continue;
    }
    const following = nextPageOf(list, view, exchange as Exchange);
    if (following === null && number === 0) return undefined;
    if (!following) return { pages, ids, isWhole: true };
    next = following;
  }
  return { pages, ids, isWhole: false };
}

/** Requests the page that another one leads to. @param asked the query of the first page, which has to be in a link */
export function requestPage(
  tested: TestedList,
  asked: Fields,
  page: NextPage | undefined,
): Promise<Exchange | undefined> {
  if (!page || 'parameter' in page)
    return requestList(tested, { ...asked, ...(page && { [page.parameter]: page.value }) });
  const { query } = page;
  const linked = Object.fromEntries(Object.entries(asked).filter(([name]) => query.has(name)));
  return requestList(tested, linked, withQuery(query));
}

/** Undefined also where a record has none. */
export function idsOf(view: ListView, exchange: Exchange): string[] | undefined {
  const ids = recordsOn(view, exchange)?.map((record) => record[view.id]);
  return ids?.every((id) => id !== undefined && id !== null) ? ids.map(String) : undefined;
}

/** With the query of a link; what it lacks, such as a key, stays. */
function withQuery(query: URLSearchParams): (request: MadeRequest) => MadeRequest {
  return (request) => {
    const [path = '', own = ''] = request.target.split('?');
    const others = [...new URLSearchParams(own)].filter(([name]) => !query.has(name));
    return { ...request, target: `${path}?${new URLSearchParams([...query, ...others])}` };
  };
}
