import type { ParameterObject } from '../../contract/document/openapi.ts';
import { searchNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { enumOf, orderOf, orderParametersOf, rankIn } from '../plan/list-order.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { idsOn, parameterNamed, recordsOn, requestList } from './list-requests.ts';
import { sizesOf } from './pages.ts';
import type { ResourceRun } from './resource-run.ts';

/** In no record, nor like any word of one. */
const foundNowhere = 'zqxvjkwpzh';
const maxOrders = 8;

/** Sorts and searches while there are records that differ: what a response has to be is checked as of any list. */
export async function runQueries(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  record: TestRecord,
): Promise<void> {
  for (const query of ordersOf(list, view).slice(0, maxOrders)) await requestList(run, list, record, query);
  await sortPages(run, list, view, record);
  for (const parameter of list.excerpt.operation.parameters)
    if (isSearch(list, view, parameter)) await search(run, list, view, record, parameter);
}

/** A small page begins with what a large one begins with: the list is sorted, not the page. */
async function sortPages(run: ResourceRun, list: TestedOperation, view: ListView, record: TestRecord): Promise<void> {
  const size = parameterNamed(list, sizeNames);
  const sizes = size === undefined ? undefined : sizesOf(list, size);
  const query = everyOrder(list, view).findLast((one) =>
    Object.values(one).some((value) => /^-|desc/i.test(String(value))),
  );
  if (!query || size === undefined || !sizes) return;
  const small = await requestList(run, list, record, { ...query, [size]: sizes.least });
  const large = await requestList(run, list, record, { ...query, [size]: sizes.most });
  const key = small && orderOf(list, view, small.case.parts);
  const [one, other] = [small, large].map((exchange) => {
    const first = recordsOn(view, exchange)?.[0];
    return key && rankIn(first?.[key.property]);
  });
  if (!small || !key || one === undefined || other === undefined || one === other) return;
  const message = `has another first record for ${key.asked} on a page of ${size}=${sizes.least} than on one of ${sizes.most}`;
  run.session.report('order-ignored', message, key.pointer, small);
}

/** Each property that the contract says a list can be sorted by, in each direction. */
function ordersOf(list: TestedOperation, view: ListView): Record<string, unknown>[] {
  // Those of an enumeration are sent as its edges.
  const found = orderParametersOf(list, view);
  return found && enumOf(list, found.order).length > 0 && !found.direction ? [] : everyOrder(list, view);
}

function everyOrder(list: TestedOperation, view: ListView): Record<string, unknown>[] {
  const found = orderParametersOf(list, view);
  if (!found) return [];
  const { order, direction } = found;
  const directions = direction ? enumOf(list, direction) : [];
  const values = enumOf(list, order);
  const isList = typeof list.instances.valid(pointerOf(list, order)) === 'object';
  const orders = (values.length > 0 ? values : mentionedIn(list, view, order)).map((value) =>
    isList ? [value] : value,
  );
  return orders.flatMap((value) =>
    directions.length === 0
      ? [{ [order.name]: value }]
      : directions.map((one) => ({ [order.name]: value, [(direction as ParameterObject).name]: one })),
  );
}

/** Properties that the description or the example of a parameter names, if the parameter may have such values. */
function mentionedIn(list: TestedOperation, view: ListView, parameter: ParameterObject): string[] {
  const { description, example, schema } = parameter as ParameterObject & { readonly description?: string };
  const own = (schema ?? {}) as { readonly description?: string; readonly pattern?: string };
  const text = [description, example, own.description, own.pattern].map((one) => String(one ?? '')).join(' ');
  const words = new Set(text.match(/[A-Za-z_]\w*/g));
  const properties = view.itemProperties.filter((property) => words.has(property));
  const hasSign = /(^|[^\w])-[A-Za-z?]|\bminus\b|\bprefix/i.test(text);
  const values = properties.flatMap((property) => [property, ...(hasSign ? [`-${property}`] : [])]);
  const pointer = pointerOf(list, parameter);
  return values.filter((value) => pointer !== '' && list.instances.isValid(value, pointer));
}

function pointerOf(list: TestedOperation, parameter: ParameterObject): string {
  return list.maker.subjects.find((subject) => subject.parameter === parameter)?.pointer ?? '';
}

function isSearch(list: TestedOperation, view: ListView, parameter: ParameterObject): boolean {
  const { name, in: kind } = parameter;
  if (kind !== 'query' || !searchNames.has(normalizeName(name)) || view.itemProperties.includes(name)) return false;
  const pointer = pointerOf(list, parameter);
  return pointer !== '' && list.instances.isValid(foundNowhere, pointer);
}

/** A search for what no record has doesn't have the same records as no search. */
async function search(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  record: TestRecord,
  parameter: ParameterObject,
): Promise<void> {
  const { name } = parameter;
  const all = await requestList(run, list, record, {});
  const found = await requestList(run, list, record, { [name]: foundNowhere });
  const [before, after] = [idsOn(view, all), idsOn(view, found)];
  if (!found || !before || !after || before.length < 2 || !before.every((id) => after.includes(id))) return;
  const subject = list.maker.subjects.find((one) => one.parameter === parameter);
  const message = `has the same records for ${name}=${foundNowhere} as without it`;
  run.session.report('filter-ignored', message, subject?.at ?? list.operation.pointer, found);
}
