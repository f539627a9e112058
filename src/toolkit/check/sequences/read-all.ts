import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { listIn } from '../plan/list-view.ts';
import { isLimited, isPaged, pageAfter, requestList, type TestedList } from './list-requests.ts';
import { type NextPage, nextPageOf } from './next-page.ts';
import { largestPage } from './page-sizes.ts';
import { requestPage } from './page-walk.ts';

const maxPages = 20;

export interface ListedRecord {
  readonly fields: Fields;
  /** The page that has it. */
  readonly exchange: Exchange;
}

/** What is on the pages of a list. */
export interface AllRecords {
  readonly first: Exchange;
  /** By id, as a text. */
  readonly byId: ReadonlyMap<string, ListedRecord>;
  readonly count: number;
  /** Whether nothing says that there are more. */
  readonly isWhole: boolean;
}

/** Reads a list page by page: as its responses say, else by a parameter. @returns undefined if it can't be read */
export async function readAll(tested: TestedList): Promise<AllRecords | undefined> {
  const { list, view } = tested;
  const size = largestPage(list);
  const byId = new Map<string, ListedRecord>();
  let [first, next]: [Exchange?, NextPage?] = [];
  let count = 0;
  for (let number = 0; number < maxPages; number++) {
    const position = number > 0 && !next ? pageAfter(list, number, count) : undefined;
    const exchange = position
      ? await requestList(tested, { ...size, ...position })
      : await requestPage(tested, size, next);
    const listed = exchange && exchange.received.status < 300 ? listIn(view, exchange) : undefined;
    if (!exchange || !listed) return undefined;
    first ??= exchange;
    const { records, total } = listed;
    const known = byId.size;
    for (const fields of records) byId.set(String(fields[view.id]), { fields, exchange });
    count += records.length;
    const following = nextPageOf(list, view, exchange);
    const isCounted = total === undefined || count >= total;
    const isLast = records.length === 0 || (total !== undefined && isCounted);
    const isNamed = following === null && !isLast && pageAfter(list, number + 1, count) !== undefined;
    if (!following && !isNamed) {
      const mayGoOn = following === null && !isLast && (isPaged(list) || isLimited(list));
      return { first, byId, count, isWhole: isCounted && !mayGoOn };
    }
    // What has the same records again doesn't lead to others.
    if (number > 0 && byId.size === known) return { first, byId, count, isWhole: false };
    next = following ?? undefined;
  }
  return first && { first, byId, count, isWhole: false };
}
