import { filterFor, offsetNames, pageNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Check, Found } from '../plan/case.ts';
import { listIn } from '../plan/list-view.ts';

/** A list has what its query asks for, and agrees with what it says of itself. */
export const list: Check = ({ case: { operation, parts }, received: { status }, body }) => {
  const view = operation.listView;
  const listed = view && status < 300 ? listIn(view, body) : undefined;
  if (!view || !listed) return [];
  const { records, total } = listed;
  const found: Found[] = [];
  if (total !== undefined && total < records.length)
    found.push({
      code: 'list-total',
      message: `counts ${total} in all, and has ${records.length} on this page`,
      pointer: view.totalPointer ?? operation.operation.pointer,
    });
  const twice = duplicateIn(records, view.id);
  if (twice !== undefined)
    found.push({
      code: 'list-page',
      message: `has the record ${JSON.stringify(twice)} twice`,
      pointer: operation.operation.pointer,
    });
  const query = [...parts.parameters].filter(([{ in: location }]) => location === 'query');
  for (const [{ name }, value] of query) {
    const pointer = operation.maker.subjects.find(
      ({ parameter }) => parameter.in === 'query' && parameter.name === name,
    )?.at;
    const isKnown = view.itemProperties.includes(name);
    if (
      !isKnown &&
      sizeNames.has(normalizeName(name)) &&
      typeof value === 'number' &&
      value >= 0 &&
      records.length > value
    )
      found.push({
        code: 'list-size',
        message: `has ${records.length} records on a page where ${name} is ${value}`,
        pointer: pointer ?? operation.operation.pointer,
      });
    if (!isKnown && [pageNames, sizeNames, offsetNames].some((names) => names.has(normalizeName(name)))) continue;
    const isFilter = value !== '' && view.isFilter(name, value);
    const fits = isFilter ? filterFor(name, value, view.itemProperties, view.wholes) : undefined;
    const wrong = fits && records.find((record) => !fits(record));
    if (wrong)
      found.push({
        code: 'filter-ignored',
        message: `has a record for ${name}=${JSON.stringify(value)} that this rules out: ${JSON.stringify(wrong).slice(0, 200)}`,
        pointer: pointer ?? operation.operation.pointer,
      });
  }
  return found;
};

/** Two records of one page have the same id. */
function duplicateIn(records: readonly Readonly<Record<string, unknown>>[], id: string): unknown {
  const seen = new Set<unknown>();
  for (const record of records) {
    const own = record[id];
    if (own !== undefined && own !== null && seen.has(own)) return own;
    seen.add(own);
  }
  return undefined;
}
