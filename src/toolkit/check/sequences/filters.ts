import { stringifyExactly } from '../../contract/document/exact-json.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { type FilterQuery, filterQueries } from './filter-queries.ts';
import { filtersOf } from './list-filters.ts';
import { recordsOn, requestList, type TestedList } from './list-requests.ts';
import { nextPageOf } from './next-page.ts';
import { largestPage } from './page-sizes.ts';
import { totalOfNone, totalOfSome } from './totals.ts';

/** How many queries a list is asked. */
const maxQueries = 16;

/**
 * A filtered list has the records that the whole list shows to have the value: one of several values that doesn't work, or a
 * bound that works the other way round, has none of them. What it has too many is checked as of any list.
 * @param all the list without filters
 */
export async function runFilters(tested: TestedList, all: Exchange): Promise<void> {
  const { run, list, view } = tested;
  const records = recordsOn(view, all) ?? [];
  let left = maxQueries;
  for (const filter of filtersOf(list, view)) {
    const queries = filterQueries(list, filter, records).slice(0, left);
    left -= queries.length;
    if (queries.length === 0)
      run.session.coverage.skip(
        { ...all, case: { ...all.case, title: `records that ${filter.name} includes`, pointer: filter.pointer } },
        `no listed record has a ${filter.property} to filter by`,
      );
    for (const query of queries) await runQuery(tested, all, query);
  }
}

async function runQuery(tested: TestedList, all: Exchange, query: FilterQuery): Promise<void> {
  const { run, list, view } = tested;
  const { filter, value } = query;
  const size = largestPage(list);
  const ask = () => requestList(tested, { ...size, [filter.parameter.name]: value });
  const filtered = await ask();
  const found = filtered && defectIn(view, list, all, filtered, query);
  if (!found) return;
  // Others may have written meanwhile.
  const allAgain = await requestList(tested, size);
  const again = await ask();
  const defect = again && allAgain && defectIn(view, list, allAgain, again, query);
  if (again && defect) run.session.report(defect.code, defect.message, defect.pointer ?? filter.at, again);
}

function defectIn(
  view: ListView,
  list: TestedOperation,
  all: Exchange,
  filtered: Exchange,
  { filter, value, includes, excludes, isNone }: FilterQuery,
):
  | {
      readonly code: 'not-listed' | 'filter-ignored' | 'list-total';
      readonly message: string;
      readonly pointer?: string;
    }
  | undefined {
  const [whole, some] = [recordsOn(view, all), recordsOn(view, filtered)];
  if (!whole || !some || nextPageOf(list, view, filtered)) return undefined;
  const ids = new Set(some.map((one) => String(one[view.id])));
  const asked = `${filter.parameter.name}=${stringifyExactly(value)}`;
  const missing = whole.find((one) => includes(one) && !ids.has(String(one[view.id])));
  const isCut = some.length >= whole.length;
  if (missing && !isCut) {
    const own = stringifyExactly(missing[filter.property]);
    const message = `lacks the record ${stringifyExactly(missing[view.id])} for ${asked}, though its ${filter.property} is ${own}`;
    return { code: 'not-listed', message };
  }
  const excluded = excludes && some.find(excludes);
  if (excluded) {
    const own = stringifyExactly(excluded[filter.property]);
    const message = `has the record ${stringifyExactly(excluded[view.id])} for ${asked}, though its ${filter.property} is ${own}`;
    return { code: 'filter-ignored', message };
  }
  return (isNone ? totalOfNone : totalOfSome)(view, filtered, asked, all);
}
