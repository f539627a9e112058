import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { BodyRanks } from '../../../../src/toolkit/contract/request/body-ranks.ts';
import { orderRequestErrors, toRequestError } from '../../../../src/toolkit/contract/request/request-errors.ts';

const name = 'k'.repeat(100_000);
const cut = `${'k'.repeat(1000)}…`;
const told = (paths: string[]) => {
  const errors = paths.map((path) => ({ in: 'body' as const, path: path.split('/').slice(1), keyword: 'type' }));
  return orderRequestErrors(
    errors,
    { parameters: [] } as never,
    new BodyRanks({ openapi: '3.1.0' } as never, undefined),
  ).length;
};

test.each([
  ['in a path', { instancePath: `/body/${name}/0`, keyword: 'type', params: {} }, [cut, '0'], {}],
  [
    'that is too many',
    { instancePath: '/body', keyword: 'additionalProperties', params: { additionalProperty: name } },
    [cut],
    { additionalProperty: cut },
  ],
])('a long name %s is cut', (_name, error, path, params) => {
  const known = toRequestError({ ...error, schemaPath: '', data: { [name]: 1 } }, 'body', 1);
  expect(known).toMatchObject({ path, params });
});

test.each([
  ['ordinary ones', Array.from({ length: 90 }, (_, index) => `/Records/${index}/Address/City`), 90],
  ['a hundred', Array.from({ length: 150 }, (_, index) => `/Records/${index}`), 100],
  ['long ones', Array.from({ length: 90 }, (_, index) => `/${cut}/${index}`), 48],
  ['one that is even longer', [`/${name}`], 1],
])('as many errors are told as have room: %s', (_name, paths, count) => {
  expect(told(paths)).toBe(count);
});

test('a value of a wrong type is one mistake', () => {
  const error = (path: string, keyword: string) => ({ in: 'body' as const, path: [path], keyword });
  const all = [error('a', 'enum'), error('a', 'type'), error('a', 'readOnly'), error('a', 'oneOf'), error('b', 'enum')];
  const kept = orderRequestErrors(
    all,
    { parameters: [] } as never,
    new BodyRanks({ openapi: '3.1.0' } as never, undefined),
  );
  expect(kept.map(({ path, keyword }) => `${path} ${keyword}`)).toEqual(['b enum', 'a readOnly', 'a type']);
});

test('paths into a schema that contains itself are not kept', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const tree = { $ref: '#/components/schemas/Tree' };
  const schema = { properties: { left: tree, right: tree } };
  const ranks = new BodyRanks({ openapi: '3.1.0', components: { schemas: { Tree: schema } } } as never, schema);
  const order = (seed: number) => {
    const path = Array.from({ length: 50 }, (_, depth) => ((seed >> (depth % 16)) & 1 ? 'left' : 'right'));
    const error = (keyword: string) => ({ in: 'body' as const, path, keyword });
    return orderRequestErrors([error('type'), error('enum')], { parameters: [] } as never, ranks).length;
  };
  order(0);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let seed = 0; seed < 5000; seed++) order(seed);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  expect(order(1)).toBe(1);
});

test('two errors are one mistake, or in order', () => {
  const error = (path: string, keyword: string) => ({ in: 'body' as const, path: [path], keyword });
  const ranks = new BodyRanks({ openapi: '3.1.0' } as never, { properties: { a: {}, b: {} } });
  const order = (...errors: ReturnType<typeof error>[]) =>
    orderRequestErrors(errors, { parameters: [] } as never, ranks).map(({ path, keyword }) => `${path} ${keyword}`);
  expect(order(error('b', 'enum'), error('a', 'enum'))).toEqual(['a enum', 'b enum']);
  expect(order(error('a', 'enum'), error('a', 'type'))).toEqual(['a type']);
});
