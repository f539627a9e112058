/** Findings have the pointer of their own schema, whatever other schemas look the same. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const named = { type: 'object', properties: { name: { type: 'string' } } };
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 5 } };
const operationOf = (operationId: string, schema: object, more: object = {}) => ({
  get: {
    operationId,
    responses: {
      200: { description: 'It.', content: { 'application/json': { schema } } },
      400: { description: 'Not valid.' },
    },
    ...more,
  },
});
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const parameters = [{ $ref: '#/components/parameters/limit' }];

/** Accepts any limit at the second path. */
const lax: Handler = ({ path, query, method }) =>
  method !== 'GET'
    ? { status: 405, headers: { allow: 'GET' } }
    : path === '/a' && !/^-?\d*$/.test(query.get('limit') ?? '')
      ? { status: 400 }
      : path === '/a' && Number(query.get('limit')) > 5
        ? { status: 400 }
        : { body: { name: 'x' } };
const wrong: Handler = ({ method }) =>
  method === 'GET' ? { body: { name: 1 } } : { status: 405, headers: { allow: 'GET' } };

test.each<[what: string, paths: object, components: object, handler: Handler, found: [string, string][]]>([
  [
    'schemas of the same shape',
    { '/a': operationOf('a', named), '/b': operationOf('b', named) },
    {},
    wrong,
    [
      ['a', '#/paths/~1a/get/responses/200/content/application~1json/schema/properties/name/type'],
      ['b', '#/paths/~1b/get/responses/200/content/application~1json/schema/properties/name/type'],
    ],
  ],
  [
    'schemas of the same shape by reference',
    { '/a': operationOf('a', schema('A')), '/b': operationOf('b', schema('B')) },
    { schemas: { A: named, B: { ...named, description: 'Another.' } } },
    wrong,
    [
      ['a', '#/components/schemas/A/properties/name/type'],
      ['b', '#/components/schemas/B/properties/name/type'],
    ],
  ],
  [
    'schemas with the same $id',
    { '/a': operationOf('a', schema('A')), '/b': operationOf('b', schema('B')) },
    { schemas: { A: { ...named, $id: 'urn:it' }, B: { ...named, $id: 'urn:it', minProperties: 1 } } },
    wrong,
    [
      ['a', '#/components/schemas/A/properties/name/type'],
      ['b', '#/components/schemas/B/properties/name/type'],
    ],
  ],
  [
    'one parameter of two operations',
    { '/a': operationOf('a', named, { parameters }), '/b': operationOf('b', named, { parameters }) },
    { parameters: { limit } },
    lax,
    [
      ['b', '#/paths/~1b/get/parameters/0/schema/type'],
      ['b', '#/paths/~1b/get/parameters/0/schema/maximum'],
    ],
  ],
  [
    'a parameter by its place in an operation',
    {
      '/a': {
        ...operationOf('a', named, { parameters: [limit] }),
        parameters: [{ ...limit, name: 'other', schema: { type: 'string' } }],
      },
      '/b': operationOf('b', { ...named, properties: { name: { $ref: '#/paths/~1a/get/parameters/0/schema' } } }),
    },
    {},
    ({ method, query }) =>
      method !== 'GET'
        ? { status: 405, headers: { allow: 'GET' } }
        : /^(-?\d+)?$/.test(query.get('limit') ?? '') && Number(query.get('limit')) <= 5
          ? { body: { name: 5 } }
          : { status: 400 },
    [['a', '#/paths/~1a/get/responses/200/content/application~1json/schema/properties/name/type']],
  ],
])('%s', async (_what, paths, components, handler, found) => {
  const { findings } = await check(await contractOf(paths, { components }), handler);
  const shown = findings
    .flatMap((one) => [one, ...one.also])
    .map(({ operations, pointer }) => [operations.join(), pointer]);
  expect(shown.toSorted()).toEqual(found.toSorted());
});
