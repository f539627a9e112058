import { expect, test } from '@jest/globals';
import { orderParametersOf } from '../../../../src/toolkit/check/plan/list-order.ts';

const values = (...list: string[]) => ({ type: 'string', enum: list });

test.each<[parameters: Record<string, object>, properties: string[], order: string | undefined]>([
  [{ order: values('price') }, ['price'], 'order'],
  [{ sort: values('price') }, ['price'], 'sort'],
  // A filter by the property of a record.
  [{ order: values('price') }, ['price', 'order'], undefined],
  // A list's own order is a property, too.
  [{ sort: values('price') }, ['price', 'sort'], 'sort'],
])('of %j, where records have %j, %s sorts', (parameters, itemProperties, order) => {
  const list = Object.entries(parameters).map(([name, schema]) => ({ name, in: 'query', schema }));
  const excerpt = { document: { openapi: '3.1.0' }, operation: { parameters: list } };
  expect(orderParametersOf({ excerpt } as never, { itemProperties } as never)?.order.name).toBe(order);
});
