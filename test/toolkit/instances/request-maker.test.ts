import { expect, test } from '@jest/globals';
import { excerptOf } from '../../../src/toolkit/contract/document/excerpt.ts';
import { listOperations, type Operation } from '../../../src/toolkit/contract/document/operations.ts';
import { ParameterReader } from '../../../src/toolkit/contract/request/parameter-reader.ts';
import { RequestMaker } from '../../../src/toolkit/instances/index.ts';

function makerFor(node: object, path = '/a'): RequestMaker {
  const schemes = { key: { type: 'apiKey', in: 'query', name: 'api_key' }, user: { type: 'http', scheme: 'basic' } };
  const document = {
    openapi: '3.1.0',
    paths: { [path]: { post: node } },
    components: { securitySchemes: schemes },
  } as never;
  return new RequestMaker(excerptOf(document, listOperations(document, 'paths', new Set())[0] as Operation, 'paths'));
}

const body = (mediaType: string, schema: object, required = true) => ({
  requestBody: { required, content: { [mediaType]: { schema } } },
});
const named = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' }, minItems: 2 } },
};

test.each<[name: string, node: object, path: string, wanted: object]>([
  [
    'JSON',
    body('application/json', named),
    '/a',
    {
      method: 'POST',
      target: '/a',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"string","tags":["string","string"]}',
    },
  ],
  ['a form', body('application/x-www-form-urlencoded', named), '/a', { body: 'name=string&tags=string&tags=string' }],
  [
    'a text',
    body('text/plain', { type: 'string', maxLength: 2 }),
    '/a',
    { headers: { 'content-type': 'text/plain' }, body: 'st' },
  ],
  [
    'what has to be in path and query',
    {
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
        { name: 'q', in: 'query', required: true, schema: { type: 'array', items: { enum: ['a b'] } } },
        { name: 'r', in: 'query', schema: {} },
      ],
    },
    '/a/{id}',
    { target: '/a/1?q=a%20b' },
  ],
  [
    'credentials',
    { security: [{ key: [], user: [] }] },
    '/a',
    { target: '/a?api_key=secret', headers: { authorization: 'Basic dXNlcjpzZWNyZXQ=' } },
  ],
])('a request with %s', (_name, node, path, wanted) => {
  expect(makerFor(node, path).valid()).toMatchObject(wanted);
});

test('requests are broken one keyword at a time, where a text can break it', () => {
  const node = {
    ...body('application/json', named),
    parameters: [
      { name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 5 } },
      { name: 'q', in: 'query', schema: { type: 'string', maxLength: 7 } },
    ],
  };
  const broken = [...makerFor(node).invalid()].map(({ keyword, at, target }) => `${keyword} ${at} ${target}`);
  expect([...new Set(broken)]).toEqual([
    'required query/limit /a',
    'type query/limit /a?limit=text',
    'type query/limit /a?limit=1.5',
    'type query/limit /a?limit=null',
    'maximum query/limit /a?limit=6',
    'maxLength query/q /a?limit=1&q=stringgg',
    'required body /a?limit=1',
    'type body /a?limit=1',
    'required body/name /a?limit=1',
    'type body/name /a?limit=1',
    'type body/tags /a?limit=1',
    'minItems body/tags /a?limit=1',
    'type body/tags/0 /a?limit=1',
  ]);
});

/** What is written can be read again, whatever the style. */
test.each<[location: 'query' | 'path', style: string, explode: boolean, schema: object, value: unknown]>(
  (['form', 'spaceDelimited', 'pipeDelimited'] as const)
    .flatMap((style) =>
      [true, false].map(
        (explode) => ['query', style, explode, { type: 'array', items: { type: 'string' } }, ['a', 'c']] as never,
      ),
    )
    .concat(
      (
        [
          ['query', 'form'],
          ['query', 'deepObject'],
          ['path', 'simple'],
          ['path', 'label'],
          ['path', 'matrix'],
        ] as const
      ).flatMap(([location, style]) =>
        [true, false].map(
          (explode) =>
            [
              location,
              style,
              explode,
              { type: 'object', properties: { x: { type: 'string' }, y: { type: 'string' } } },
              { x: 'a b', y: '2' },
            ] as never,
        ),
      ),
    ),
)('a parameter in the %s, style %s, explode %s', (location, style, explode, schema, value) => {
  const parameter = { name: 'p', in: location, required: true, style, explode, schema: { ...schema, const: value } };
  const made = makerFor({ parameters: [parameter] }, location === 'path' ? '/a/{p}' : '/a').valid();
  const document = { openapi: '3.1.0' };
  const reader = new ParameterReader(document, { parameters: [{ ...parameter, schema }], security: [] } as never);
  const [path = '', query = ''] = made?.target.split('?') ?? [];
  const read = reader.read({ path: { p: path.slice(3) }, query, headers: {}, cookies: {} });
  expect([read[location]['p'], read.errors]).toEqual([value, []]);
});
