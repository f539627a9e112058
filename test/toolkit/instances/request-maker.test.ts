import { expect, test } from '@jest/globals';
import { excerptOf } from '../../../src/toolkit/contract/document/excerpt.ts';
import { listOperations, type Operation } from '../../../src/toolkit/contract/document/operations.ts';
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
/** A schema that is required in so many objects around it. */
const within = (depth: number, schema: object): object =>
  depth === 0 ? schema : { type: 'object', required: ['a'], properties: { a: within(depth - 1, schema) } };
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

test('invalid requests violate one keyword each, if a text can violate it', () => {
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

const list = { type: 'array', minItems: 1, items: { type: 'integer' } };
const form = (schema: object, encoding: object) => ({
  requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema, encoding } } },
});

test('a form has a list of texts as deep as it goes, and no empty objects, which it could not show', () => {
  const texts = { type: 'array', items: { type: 'string' } };
  const deep = { style: 'deepObject', explode: true };
  const properties = { none: { type: 'object' }, a: within(4, texts) };
  const made = makerFor(form({ type: 'object', properties }, { none: deep, a: deep })).valid();
  expect(decodeURIComponent(String(made?.body))).toBe('a[a][a][a][a]=string');
  expect(made?.value).toEqual({ a: { a: { a: { a: { a: ['string'] } } } } });
});

const query = (schema: object, others = {}) => ({
  parameters: [{ name: 'q', in: 'query', required: true, schema, ...others }],
});

/** Values that are written as nothing, or as something valid, break nothing. */
test.each<[name: string, node: object, wanted: string[]]>([
  ['an empty list, which is not written', query(list, { required: false }), []],
  [
    'an empty list in an object',
    query({ type: 'object', required: ['l'], properties: { l: list } }, { style: 'deepObject', required: false }),
    [],
  ],
  [
    'an empty text that is allowed',
    query({ type: 'string', minLength: 1 }, { allowEmptyValue: true }),
    ['required query/q'],
  ],
  [
    'an empty list in a form',
    form({ type: 'object', required: ['l'], properties: { l: list } }, {}),
    ['required body', 'required body/l'],
  ],
  [
    'a text that is a number, too',
    query({ type: ['integer', 'string'], maxLength: 2, maximum: 5 }),
    ['required query/q'],
  ],
])('what is not broken once it is written: %s', (_name, node, wanted) => {
  const broken = [...makerFor(node).invalid()].map(({ keyword, at }) => `${keyword} ${at}`);
  expect([...new Set(broken)].filter((one) => !one.startsWith('type'))).toEqual(wanted);
});

test("what is inside of a form's fields is broken as well, as texts, and limits of files in octets", () => {
  const size = { type: 'integer', maximum: 5 };
  const parts = {
    schema: {
      type: 'object',
      properties: {
        box: { type: 'object', required: ['size'], properties: { size } },
        layers: { type: 'array', items: { type: 'object', properties: { size } } },
        files: { type: 'array', items: { type: 'string', format: 'binary', maxLength: 3 } },
        count: { type: 'integer' },
        label: { type: 'string' },
      },
    },
  };
  const boxes = { type: 'object', properties: { box: parts.schema.properties.box } };
  const brokenIn = (node: object) => [...makerFor(node).invalid()].map(({ keyword, at }) => `${keyword} ${at}`);
  expect(new Set(brokenIn({ requestBody: { content: { 'multipart/form-data': parts } } }))).toEqual(
    new Set([
      'required body/box/size',
      'type body/box/size',
      'maximum body/box/size',
      'type body/layers/0/size',
      'maximum body/layers/0/size',
      'maxLength body/files/0',
      'type body/count',
    ]),
  );
  expect(new Set(brokenIn(form(boxes, { box: { style: 'deepObject', explode: true } })))).toEqual(
    new Set(['required body', 'required body/box/size', 'type body/box/size', 'maximum body/box/size']),
  );
});

test.each<[mediaType: string, encoding: object, isRead: boolean]>([
  ['application/x-www-form-urlencoded', {}, false],
  ['multipart/form-data', {}, false],
  ['multipart/form-data', { contentType: 'application/json' }, true],
])('whether an empty list in %s with the encoding %p is read as it was written: %p', (mediaType, encoding, isRead) => {
  const schema = { type: 'object', properties: { tags: { type: 'array', items: { type: 'object' } } } };
  const maker = makerFor({ requestBody: { content: { [mediaType]: { schema, encoding: { tags: encoding } } } } });
  expect(maker.roundTrips({ parameters: new Map(), body: { tags: [] } })).toBe(isRead);
});

test.each<[mediaType: string, encoding: object, sent: object, arriving: object]>([
  ['application/x-www-form-urlencoded', {}, { tags: [], n: 2n ** 60n + 1n }, { n: 2n ** 60n + 1n }],
  ['application/x-www-form-urlencoded', {}, { tags: [{}] }, { tags: [{}] }],
  ['application/x-www-form-urlencoded', { style: 'deepObject' }, { box: { tags: [], n: 1 } }, { box: { n: 1 } }],
  ['application/x-www-form-urlencoded', {}, { must: [], n: 1 }, { must: [], n: 1 }],
  ['multipart/form-data', {}, { tags: [], file: 'abc' }, { file: 'abc' }],
  ['multipart/form-data', { contentType: 'application/json' }, { tags: [], n: 1 }, { tags: [], n: 1 }],
  ['application/json', {}, { tags: [], n: 1 }, { tags: [], n: 1 }],
])('of a body of %s with the encoding %p and %p arrives %p', (mediaType, encoding, sent, arriving) => {
  const tags = { type: 'array', items: { type: 'object' } };
  const n = { type: 'integer' };
  const file = { type: 'string', format: 'binary' };
  const properties = { tags, n, file, must: tags, box: { type: 'object', properties: { tags, n } } };
  const schema = { type: 'object', properties, required: Object.keys(sent).filter((name) => name === 'must') };
  const media = { schema, encoding: { tags: encoding, box: encoding } };
  const maker = makerFor({ requestBody: { content: { [mediaType]: media } } });
  expect(maker.arriving(sent)).toEqual(arriving);
});

test('a request whose parameters take fields from one another is not read as it was written', () => {
  const point = { type: 'object', properties: { x: { type: 'integer' }, limit: { type: 'array', items: {} } } };
  const maker = makerFor({
    parameters: [
      { name: 'limit', in: 'query', schema: { type: 'integer' } },
      { name: 'point', in: 'query', schema: point },
    ],
  });
  const [, { parameter } = {}] = maker.subjects;
  const withPoint = (value: unknown) =>
    maker.roundTrips({ parameters: new Map([[parameter as never, value]]), body: undefined });
  expect(withPoint({ x: 1 })).toBe(true);
  expect(withPoint({ x: 1, limit: ['2'] })).toBe(false);
});
