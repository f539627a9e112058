/** Defaults of the kinds that a property tells apart: a server with records in memory that adds those of the kind, or not. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';
import { storing } from './storing.ts';

const size = (least: number) => ({ type: 'integer', minimum: 1, maximum: 9, default: least });
const kinds = {
  Circle: { type: 'object', required: ['type'], properties: { type: { const: 'circle' }, radius: size(1) } },
  Square: { type: 'object', required: ['type'], properties: { type: { const: 'square' }, side: size(2) } },
};
const inline = Object.values(kinds);
const referred = Object.keys(kinds).map((name) => ({ $ref: `#/components/schemas/${name}` }));
const read = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer' },
    type: { enum: ['circle', 'square'] },
    radius: { type: 'integer' },
    side: { type: 'integer' },
  },
};
const response = (schema: object = {}) => ({ description: 'It.', content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const pathsOf = (union: object) => {
  const content = { 'application/json': { schema: union } };
  const responses = { 201: response(read), '4XX': response() };
  return {
    '/shapes': { post: { operationId: 'add', requestBody: { required: true, content }, responses } },
    '/shapes/{id}': {
      get: { operationId: 'read', parameters: [id], responses: { 200: response(read), '4XX': response() } },
    },
  };
};

interface Shape {
  readonly type: string;
}

const ofKind = ({ type }: Shape) => (type === 'circle' ? { radius: 1 } : { side: 2 });

test.each<[what: string, union: object, defaults: (shape: Shape) => object, found: readonly string[]]>([
  ['there', { oneOf: referred }, ofKind, []],
  ['missing', { oneOf: referred }, () => ({}), ['side', 'radius']],
  ['missing in anyOf', { anyOf: referred }, () => ({}), ['side', 'radius']],
  ['missing within allOf', { allOf: [{ oneOf: referred }] }, () => ({}), ['side', 'radius']],
  ['of another kind', { oneOf: referred }, () => ({ side: 2 }), ['radius']],
  ['missing, which many validators leave out as it is written inline', { oneOf: inline }, () => ({}), []],
])('a default of a kind that is %s', async (_what, union, defaults, found) => {
  const contract = await contractOf(pathsOf(union), { components: { schemas: kinds } });
  const { findings } = await check(
    contract,
    storing((sent: Shape) => ({ ...defaults(sent), ...sent })),
  );
  const own = findings.filter(({ rule }) => rule === 'default-not-applied');
  expect(own.map(({ pointer }) => pointer.split('/').at(-1))).toEqual(found);
});
