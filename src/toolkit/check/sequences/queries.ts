import { isDeepStrictEqual } from 'node:util';
import type { ParameterObject } from '../../contract/document/openapi.ts';
import { searchNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Fields } from '../plan/fields.ts';
import { orderOf, rankIn } from '../plan/list-order.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { everyOrder, keyOf, ordersOf, pointerOf } from './list-orders.ts';
import { idsOn, recordsOn, requestList, type TestedList } from './list-requests.ts';
import { pageSizesOf } from './page-sizes.ts';
import { totalOfNone } from './totals.ts';

/** In no record, nor like any word of one. */
const foundNowhere = 'zqxvjkwpzh';
const maxOrders = 8;
/** How many properties are sorted by in both directions. */
const maxPairs = 3;

/**
 * Sorts and searches while there are records that differ: what a response has to be is checked as of any list.
 * @param records those of the list
 */
export async function runQueries(tested: TestedList, records: readonly Fields[]): Promise<void> {
  const { list, view } = tested;
  for (const query of ordersOf(list, view).slice(0, maxOrders)) await requestList(tested, query);
  await sortPages(tested);
  await compareDirections(tested, records);
  for (const parameter of list.excerpt.operation.parameters)
    if (isSearch(list, view, parameter)) await search(tested, parameter);
}

/** A small page begins with what a large one begins with: the list is sorted, not the page. */
async function sortPages(tested: TestedList): Promise<void> {
  const { run, list, view } = tested;
  const sizes = pageSizesOf(list);
  const query = everyOrder(list, view).findLast((one) =>
    Object.values(one).some((value) => /^-|desc/i.test(String(value))),
  );
  if (!query || !sizes) return;
  const size = sizes.name;
  const small = await requestList(tested, { ...query, [size]: sizes.least });
  const large = await requestList(tested, { ...query, [size]: sizes.most });
  const key = small && orderOf(list, view, small.case.parts);
  const [one, other] = [small, large].map((exchange) => {
    const first = recordsOn(view, exchange)?.[0];
    return key && rankIn(first?.[key.property]);
  });
  if (!small || !key || one === undefined || other === undefined || one === other) return;
  const message = `has another first record for ${key.asked} on a page of ${size}=${sizes.least} than on one of ${sizes.most}`;
  run.session.report('order-ignored', message, key.pointer, small);
}

/** Texts and enumerations have an order of the server's own, but not the same one in both directions. */
async function compareDirections(tested: TestedList, records: readonly Fields[]): Promise<void> {
  const { run, list, view } = tested;
  const keys = everyOrder(list, view).flatMap((query) => {
    const key = keyOf(list, view, query);
    const texts = key ? records.map((one) => one[key.property]).filter(isText) : [];
    return key && new Set(texts).size > 1 ? [{ query, ...key }] : [];
  });
  const pairs = [...Map.groupBy(keys, ({ property }) => property).values()].slice(0, maxPairs);
  for (const pair of pairs) {
    const [up, down] = (['ascending', 'descending'] as const).map((one) => pair.find((key) => key.direction === one));
    if (!up || !down) continue;
    const rising = await requestList(tested, up.query);
    const falling = await requestList(tested, down.query);
    const [one, other] = [rising, falling].map((page) => recordsOn(view, page)?.map((found) => found[up.property]));
    if (!falling || !one || !isDeepStrictEqual(one, other) || new Set(one.filter(isText)).size < 2) continue;
    const message = `is in the same order for ${down.asked} as for ${up.asked}`;
    run.session.report('order-ignored', message, down.pointer, falling);
  }
}

/** Numbers and times are checked by themselves. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && !/^\d{4}-\d\d-\d\d/.test(value);
}

function isSearch(list: TestedOperation, view: ListView, parameter: ParameterObject): boolean {
  const { name, in: kind } = parameter;
  if (kind !== 'query' || !searchNames.has(normalizeName(name)) || view.itemProperties.includes(name)) return false;
  const pointer = pointerOf(list, parameter);
  return pointer !== '' && list.instances.isValid(foundNowhere, pointer);
}

/** A search for what no record has doesn't have the same records as no search. */
async function search(tested: TestedList, parameter: ParameterObject): Promise<void> {
  const { run, list, view } = tested;
  const { name } = parameter;
  const all = await requestList(tested, {});
  const found = await requestList(tested, { [name]: foundNowhere });
  const [before, after] = [idsOn(view, all), idsOn(view, found)];
  const total = found && totalOfNone(view, found, `${name}=${foundNowhere}`);
  if (found && total) run.session.report(total.code, total.message, total.pointer, found);
  if (!found || !before || !after || before.length < 2 || !before.every((id) => after.includes(id))) return;
  const subject = list.maker.subjects.find((one) => one.parameter === parameter);
  const message = `has the same records for ${name}=${foundNowhere} as without it`;
  run.session.report('filter-ignored', message, subject?.at ?? list.operation.pointer, found);
}
