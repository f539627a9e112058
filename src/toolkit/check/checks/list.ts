import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { boundOf, plainFilterName, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Defect } from '../findings/defect.ts';
import type { Fields } from '../plan/fields.ts';
import { defaultOf } from '../plan/list-order.ts';
import { listIn } from '../plan/list-view.ts';
import { isPaging } from '../plan/paging.ts';
import type { Check } from './check.ts';

/** A list has the records that its query asks for, and the total that it states. */
export const list: Check = (exchange) => {
  const {
    case: { operation, parts },
    received: { status },
  } = exchange;
  const view = operation.listView;
  const listed = view && status < 300 ? listIn(view, exchange) : undefined;
  if (!view || !listed) return [];
  const { records, total } = listed;
  const defects: Defect[] = [];
  if (total !== undefined && total < records.length)
    defects.push({
      code: 'list-total',
      message: `states a total of ${total}, and has ${records.length} records on this page`,
      pointer: view.total?.pointer ?? operation.operation.pointer,
    });
  const twice = duplicateIn(records, view.id);
  if (twice !== undefined)
    defects.push({
      code: 'list-page',
      message: `has the record ${stringifyExactly(twice)} twice`,
      pointer: operation.operation.pointer,
    });
  for (const parameter of operation.excerpt.operation.parameters) {
    const { name, in: kind } = parameter;
    // What the contract says of a parameter that is left out holds, too.
    const isSent = parts.parameters.has(parameter);
    const value = isSent ? parts.parameters.get(parameter) : defaultOf(operation, parameter);
    if (kind !== 'query' || value === undefined || value === null) continue;
    const asked = `${name}=${stringifyExactly(value)}${isSent ? '' : ', its default,'}`;
    const pointer = operation.maker.subjects.find(
      ({ parameter }) => parameter.in === 'query' && parameter.name === name,
    )?.at;
    const isOfPage = isPaging(operation, view, parameter);
    if (
      isOfPage &&
      sizeNames.has(normalizeName(name)) &&
      typeof value === 'number' &&
      value >= 0 &&
      records.length > value
    )
      defects.push({
        code: 'list-size',
        message: `has ${records.length} records on a page where ${name} is ${value}${isSent ? '' : ' by default'}`,
        pointer: pointer ?? operation.operation.pointer,
      });
    if (isOfPage) continue;
    const fits = view.conditionOf(name, value, !isSent);
    const property = fits && view.filteredProperty(name);
    const isBound =
      property !== undefined &&
      ((typeof value === 'object' && !Array.isArray(value)) || boundOf(plainFilterName(name)).bound);
    // What a record doesn't show may count as a default of the server's, such as 0.
    const isShown = property !== undefined && records.some((record) => record[property] !== undefined);
    const isUnsaid = (record: Fields) =>
      property !== undefined && record[property] === undefined && (isBound || !isShown);
    // Which part of an object is compared is the server's own.
    const hasObjects = records.some((record) => property !== undefined && [record[property]].flat().some(isObject));
    const excluded = fits && !hasObjects && records.find((record) => !fits(record) && !isUnsaid(record));
    if (excluded)
      defects.push({
        code: 'filter-ignored',
        message: `has a record that ${asked} excludes: ${stringifyExactly(excluded).slice(0, 200)}`,
        pointer: pointer ?? operation.operation.pointer,
      });
  }
  return defects;
};

/** An id that two records of a page share. */
function duplicateIn(records: readonly Fields[], id: string): unknown {
  const seen = new Set<unknown>();
  for (const record of records) {
    const own = record[id];
    if (own !== undefined && own !== null && seen.has(own)) return own;
    seen.add(own);
  }
  return undefined;
}
