import { isDeepStrictEqual } from 'node:util';
import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { offsetNames, pageNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { defaultOf } from '../plan/list-order.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { runFilters } from './filters.ts';
import { filtersOf } from './list-filters.ts';
import {
  describeQuery,
  isLimited,
  pageAfter,
  parameterNamed,
  recordsOn,
  requestList,
  scopeFor,
  type TestedList,
} from './list-requests.ts';
import { isPageable, largestPage, wantedRecords } from './page-sizes.ts';
import { runPages } from './pages.ts';
import { runQueries } from './queries.ts';
import type { ResourceRun } from './resource-run.ts';
import { checkTotal } from './totals.ts';
import { createVaried } from './varied-records.ts';

/** How many pages are searched for a record. */
const maxPages = 50;

/** Created records are listed and counted, deleted ones are not, and no two pages have the same records. */
export async function runLists(run: ResourceRun): Promise<void> {
  const { session, resource } = run;
  const list = run.operation('list');
  const view = list?.listView;
  if (!list?.base || !view) return;
  const record = await session.records.fresh(resource);
  const second = await session.records.fresh(resource);
  if (!record || !second) return;
  const fields = (await run.read(record, 'reads a record that may be in a list'))?.fields;
  run.listScope = scopeFor(list, view, fields);
  const tested = { run, list, view, record };
  const before = await requestList(tested, {});
  // A list that is always filtered may leave these out.
  const isWhole = before !== undefined && !mayBeFiltered(list, view, fields, run.listScope);
  const wanted = isWhole ? [record, ...((await isInScope(run, second, fields)) ? [second] : [])] : [];
  const found = before ? await find(tested, wanted, before) : new Map<TestRecord, Found>();
  const wasListed = found.get(record) === 'listed';
  for (const [created, how] of found) {
    if (!before || how !== 'missing') continue;
    const message = `has the record ${stringifyExactly(created.id)}, which was just created, on none of its pages`;
    session.report('not-listed', message, list.operation.pointer, { ...before, record: created });
  }
  const others = await createOthers(run, list, view);
  const all = await requestList(tested, largestPage(list));
  const isPaged = await runPages(tested, all);
  if (!isPaged) await comparePages(tested, before && listIn(view, before)?.total);
  if (all && recordsOn(view, all)) {
    const own = [record, second, ...others];
    await checkTotal(tested, all, { size: largestPage(list), own });
    await runFilters(tested, all);
  }
  await runQueries(tested, recordsOn(view, all) ?? []);
  const after0 = before && (await requestList(tested, {}));
  const total = after0 && listIn(view, after0)?.total;
  const deleted = await run.act('delete', record, 'deletes a record that is in a list', { kind: 'accepted' });
  if (!before || !deleted || deleted.received.status >= 300) return;
  session.records.noteDeleted(record);
  const after = await requestList({ ...tested, record: second }, {});
  const left = after && listIn(view, after);
  if (!left) return;
  if (left.records.some((other) => String(other[view.id]) === String(record.id)))
    session.report(
      'not-deleted',
      'still has a record that was deleted',
      list.operation.pointer,
      { ...after, record: undefined },
      [deleted],
    );
  if (wasListed && total !== undefined && left.total !== undefined && left.total !== total - 1) {
    const message = `states a total of ${left.total} after one of ${total} records was deleted`;
    session.report(
      'list-total',
      message,
      view.total?.pointer ?? list.operation.pointer,
      { ...after, record: undefined },
      [deleted],
    );
  }
}

/** Whether a record has the values that the list is asked for, as they are those of another one. */
async function isInScope(run: ResourceRun, record: TestRecord, of: Fields = {}): Promise<boolean> {
  const scope = Object.entries(run.listScope).filter(([name]) => name in of);
  const own = scope.length > 0 ? await run.read(record, 'reads another record that may be in a list') : undefined;
  return scope.every(([name, value]) => isDeepStrictEqual(own?.fields[name], value));
}

/** Records beside two that are there, where something is asked of the list. */
async function createOthers(run: ResourceRun, list: TestedOperation, view: ListView): Promise<TestRecord[]> {
  const others: TestRecord[] = [];
  const isAsked = isPageable(list) || filtersOf(list, view).length > 0;
  for (let count = 2; isAsked && count < wantedRecords; count++) {
    const created = await createVaried(run, list, view, count - 2);
    if (created) others.push(created);
  }
  return others;
}

type Found = 'listed' | 'missing' | 'unknown';

/** Searches the pages for records; `unknown` where some of the pages may not have been read. @param before the first page */
async function find(
  tested: TestedList,
  wanted: readonly TestRecord[],
  before: Exchange,
): Promise<Map<TestRecord, Found>> {
  const found = new Map<TestRecord, Found>();
  for (const record of wanted) found.set(record, await findOne({ ...tested, record }, before));
  return found;
}

async function findOne(tested: TestedList & { readonly record: TestRecord }, before: Exchange): Promise<Found> {
  const { list, view, record } = tested;
  let seen = 0;
  for (let number = 0; number < maxPages; number++) {
    const query = pageAfter(list, number, seen);
    const exchange = number === 0 ? before : await requestList(tested, query ?? {});
    const found = exchange && exchange.received.status < 300 ? listIn(view, exchange) : undefined;
    if (!found) return 'unknown';
    if (found.records.some((other) => String(other[view.id]) === String(record.id))) return 'listed';
    seen += found.records.length;
    const isLast = found.records.length === 0 || (found.total !== undefined && seen >= found.total);
    if (!query) return isLast || found.total === undefined ? missingOrUnknown(list, found.records.length) : 'unknown';
    if (isLast) return 'missing';
  }
  return 'unknown';
}

/** A list without pages is complete, unless a parameter limits it. */
function missingOrUnknown(list: TestedOperation, length: number): 'missing' | 'unknown' {
  return isLimited(list) && length > 0 ? 'unknown' : 'missing';
}

async function comparePages(tested: TestedList, total: number | undefined): Promise<void> {
  const { run, list, view } = tested;
  const size = parameterNamed(list, sizeNames);
  const [start, next] = [pageAfter(list, 0, 0), pageAfter(list, 1, 1)];
  if (!size || !start || !next) return;
  const pages = [start, next].map((position) => requestList(tested, { [size.name]: 1, ...position }));
  const [one, two] = await Promise.all(pages);
  const [first, second] = [one, two].map((exchange) => exchange && listIn(view, exchange));
  const [a, b] = [first?.records[0], second?.records[0]];
  if (two && a && b && String(a[view.id]) === String(b[view.id])) {
    const message = `has the same record for ${describeQuery(start)} and ${describeQuery(next)}`;
    run.session.report('list-page', message, list.operation.pointer, two);
  }
  if (one && total !== undefined && first?.total !== undefined && first.total !== total) {
    const message = `states a total of ${first.total} where a page has one record, and of ${total} where it has more`;
    run.session.report('list-total', message, view.total?.pointer ?? list.operation.pointer, one);
  }
}

/** Whether the list is always filtered, so that it may lack the record: by a parameter that is required, or has a default. */
export function mayBeFiltered(
  list: TestedOperation,
  view: ListView,
  fields: Fields | undefined,
  scope: Fields,
): boolean {
  return list.excerpt.operation.parameters.some((parameter) => {
    const { name, in: kind, required } = parameter;
    const value = scope[name] ?? list.base?.parameters.get(parameter) ?? defaultOf(list, parameter);
    const paging = [pageNames, sizeNames, offsetNames].some((names) => names.has(normalizeName(name)));
    if (kind !== 'query' || paging || value === undefined) return false;
    const fits = view.conditionOf(name, value);
    return fits ? !fields || !fits(fields) : required === true;
  });
}
