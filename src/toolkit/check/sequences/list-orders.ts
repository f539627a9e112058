import type { ParameterObject } from '../../contract/document/openapi.ts';
import type { Fields } from '../plan/fields.ts';
import { enumOf, orderParametersOf, sortKeyOf } from '../plan/list-order.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** Each property that the contract says a list can be sorted by, in each direction. */
export function ordersOf(list: TestedOperation, view: ListView): Record<string, unknown>[] {
  // Those of an enumeration are sent as its edges.
  const found = orderParametersOf(list, view);
  return found && enumOf(list, found.order).length > 0 && !found.direction ? [] : everyOrder(list, view);
}

export function everyOrder(list: TestedOperation, view: ListView): Record<string, unknown>[] {
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

export function pointerOf(list: TestedOperation, parameter: ParameterObject): string {
  return list.maker.subjects.find((subject) => subject.parameter === parameter)?.pointer ?? '';
}

/** The property that a query sorts by, and the direction if the contract says which. */
export function keyOf(list: TestedOperation, view: ListView, query: Fields) {
  const parameters = new Map<ParameterObject, unknown>();
  for (const parameter of list.excerpt.operation.parameters)
    if (parameter.in === 'query' && Object.hasOwn(query, parameter.name))
      parameters.set(parameter, query[parameter.name]);
  return sortKeyOf(list, view, { parameters, body: undefined });
}

/** The query that sorts by the property of which most records have the same value. */
export function orderedWithTies(list: TestedOperation, view: ListView, records: readonly Fields[]): Fields | undefined {
  const ranked = everyOrder(list, view).flatMap((query) => {
    const key = keyOf(list, view, query);
    return key ? [{ query, distinct: new Set(records.map((record) => record[key.property])).size }] : [];
  });
  return ranked.toSorted((a, b) => a.distinct - b.distinct)[0]?.query;
}
