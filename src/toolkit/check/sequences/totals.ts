import { stringifyExactly } from '../../contract/document/exact-json.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { isPaged, pageAfter, recordsOn, requestList, type TestedList } from './list-requests.ts';
import { nextPageOf } from './next-page.ts';

/** No server makes pages smaller than this, unless it is asked to. */
const maxSmallPage = 10;

export interface WrongTotal {
  readonly code: 'list-total';
  readonly message: string;
  readonly pointer: string;
}

/** A list that is whole states how many records it has. @param own records of the run: a list may hide some, and count them */
export async function checkTotal(
  tested: TestedList,
  all: Exchange,
  { size, own }: { readonly size: Fields; readonly own: readonly TestRecord[] },
): Promise<void> {
  const { run, list, view } = tested;
  const wrong = (exchange: Exchange) => {
    const listed = isWhole(list, view, exchange, size) ? listIn(view, exchange) : undefined;
    const ids = new Set(listed?.records.map((one) => String(one[view.id])));
    const isAll = listed?.total !== undefined && own.every(({ id }) => ids.has(String(id)));
    return isAll && view.total?.isExact && listed.total !== listed.records.length ? listed : undefined;
  };
  if (!wrong(all)) return;
  // Others may have written meanwhile.
  const again = await requestList(tested, size);
  const found = again && wrong(again);
  if (!again || !found || !(await isLast(tested, { size, count: found.records.length }))) return;
  const message = `states a total of ${found.total}, and has ${found.records.length} records in all`;
  run.session.report('list-total', message, view.total?.pointer ?? list.operation.pointer, {
    ...again,
    record: undefined,
  });
}

/** Whether nothing is said of a further page, and the page isn't full. */
function isWhole(list: TestedOperation, view: ListView, exchange: Exchange, size: Fields): boolean {
  const listed = listIn(view, exchange);
  const [most] = Object.values(size);
  const isFull = typeof most === 'number' ? (listed?.records.length ?? 0) >= most : isPaged(list);
  return listed !== undefined && !isFull && !nextPageOf(list, view, exchange);
}

/** A server may make all pages smaller than asked: whether there are none after the first one. */
async function isLast(
  tested: TestedList,
  { size, count }: { readonly size: Fields; readonly count: number },
): Promise<boolean> {
  const after = pageAfter(tested.list, 1, count);
  if (!after) return Object.keys(size).length === 0 || count < maxSmallPage;
  const next = await requestList(tested, { ...size, ...after });
  return next !== undefined && (recordsOn(tested.view, next)?.length ?? 0) === 0;
}

/** A total that also counts what a filter excludes. @param asked the filter, in words */
export function totalOfSome(view: ListView, filtered: Exchange, asked: string, all: Exchange): WrongTotal | undefined {
  const [whole, some] = [listIn(view, all), listIn(view, filtered)];
  if (!view.total?.isExact || whole?.total === undefined || some?.total === undefined) return undefined;
  const ids = new Set(some.records.map((one) => String(one[view.id])));
  const excluded = whole.records.find((one) => !ids.has(String(one[view.id])));
  const { pointer } = view.total;
  const isCut = some.records.length >= whole.records.length;
  if (isCut || !excluded) return undefined;
  // Where no record is hidden, the total of each query is what it has; elsewhere it can't be that of all.
  const isSame = whole.total === whole.records.length && some.total !== some.records.length;
  if (!isSame && some.total < whole.total) return undefined;
  const message = `states a total of ${some.total} for ${asked}, and has ${some.records.length} records: ${stringifyExactly(excluded[view.id])} is excluded`;
  return { code: 'list-total', message, pointer };
}

/** A total of what no record has. */
export function totalOfNone(view: ListView, none: Exchange, asked: string): WrongTotal | undefined {
  const listed = listIn(view, none);
  if (!view.total?.isExact || !listed?.total || listed.records.length > 0) return undefined;
  const message = `states a total of ${listed.total} for ${asked}, and has no record`;
  return { code: 'list-total', message, pointer: view.total.pointer };
}
