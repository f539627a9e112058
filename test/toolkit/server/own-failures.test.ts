import { expect, test } from '@jest/globals';
import { loadContract, runChecks } from '../../../src/index.ts';
import { createApp } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';

const object = { type: 'object' };
const error = (properties: object, required: string[]) => ({
  description: 'no',
  content: { 'application/json': { schema: { type: 'object', required, properties } } },
});
const text = { type: 'string' };
const integer = { type: 'integer' };

/** A contract whose operations declare these responses beside 200. */
function contractWith(responses: object) {
  const ok = { 200: { description: 'ok', content: { 'application/json': { schema: object } } } };
  const body = {
    required: true,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 9 } } },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    servers: [{ url: '/' }],
    paths: {
      '/things': {
        post: { operationId: 'add', security: [{ key: [] }], requestBody: body, responses: { ...ok, ...responses } },
      },
      '/things/{id}': {
        get: {
          operationId: 'get',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 9 } }],
          responses: { ...ok, ...responses },
        },
      },
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  };
}

test.each<[name: string, responses: object, sent: unknown]>([
  [
    '4xx without content',
    { 400: { description: 'no' }, 401: { description: 'no' } },
    expect.objectContaining({ status: 400 }),
  ],
  [
    'problem+json',
    { '4XX': { description: 'no', content: { 'application/problem+json': { schema: object } } } },
    expect.objectContaining({ status: 400 }),
  ],
  [
    'any JSON',
    { default: { description: 'no', content: { 'application/json': {} } } },
    expect.objectContaining({ status: 400 }),
  ],
  [
    'a number and a text',
    { default: error({ code: integer, message: text }, ['code', 'message']) },
    { code: 400, message: 'path/id must be at least 1' },
  ],
  [
    'another 422',
    {
      422: error(
        {
          detail: {
            type: 'array',
            items: {
              type: 'object',
              required: ['loc', 'msg', 'type'],
              properties: { loc: { type: 'array', items: { anyOf: [text, integer] } }, msg: text, type: text },
            },
          },
        },
        ['detail'],
      ),
      401: { description: 'no' },
    },
    { detail: [{ loc: ['id'], msg: 'must be at least 1', type: 'minimum' }] },
  ],
  [
    'a short text and one error',
    {
      400: error(
        {
          message: { type: 'string', maxLength: 7 },
          errors: {
            type: 'array',
            maxItems: 1,
            items: { type: 'object', properties: { code: text } },
          },
        },
        ['message', 'errors'],
      ),
      401: { description: 'no' },
    },
    { message: 'path/id', errors: [{ code: 'minimum' }] },
  ],
  [
    'an error within',
    {
      default: error({ error: { type: 'object', required: ['code'], properties: { code: text, message: text } } }, [
        'error',
      ]),
    },
    { error: { code: 'BAD_REQUEST', message: 'path/id must be at least 1' } },
  ],
  [
    'a text',
    { default: { description: 'no', content: { 'text/plain': { schema: text } } } },
    'path/id must be at least 1',
  ],
  [
    'headers that are required and have no examples',
    {
      default: {
        ...error({ message: text }, ['message']),
        headers: {
          'X-Request-Id': { required: true, schema: { type: 'string', format: 'uuid' } },
          'X-Limit': { required: true, schema: { type: 'integer', minimum: 10 } },
          'X-Reset': { required: true, schema: { type: 'string', format: 'date-time' } },
          'X-Kind': { required: true, schema: { enum: ['a', 'b'] } },
          'X-Count': { required: true, content: { 'application/json': { schema: integer } } },
          'X-Where': { required: true, content: { 'application/json': { schema: object, example: { at: 'ä' } } } },
          'Content-Length': { required: true, schema: integer },
        },
      },
    },
    { message: 'path/id must be at least 1' },
  ],
  ['none', {}, expect.objectContaining({ status: 400 })],
])("the app's own failures keep a contract that declares %s", (_name, responses, sent) =>
  inFolder({ 'openapi.json': JSON.stringify(contractWith(responses)) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const told: string[] = [];
    const app = createApp({
      contract,
      handlers: { add: () => ({ status: 200, body: {} }), get: () => ({ status: 200, body: {} }) } as never,
      security: { key: ({ value }) => (value === 'good' ? 1 : undefined) },
      allowUnknownQueryParameters: true,
      onError: ({ message }) => told.push(message),
      onWarning: ({ message }) => told.push(message),
    });
    await serve(app, async (url) => {
      const refused = await fetch(`${url}/things/0`);
      const written = await refused.text();
      expect(written.startsWith('{') ? JSON.parse(written) : written).toEqual(sent);
      const { findings } = await runChecks({ contract, url, headers: { 'X-Key': 'good' }, cases: 0 });
      const wanted = Object.keys(responses).length > 0 ? [] : ['undeclared-refusal'];
      expect(findings.map(({ rule }) => rule)).toEqual(wanted);
    });
    expect(told).toEqual([]);
  }),
);

test('errors that are told alike are one where a contract declares unique ones', () => {
  const errors = { type: 'array', uniqueItems: true, items: { type: 'object', properties: { code: text } } };
  const responses = { 400: error({ errors }, ['errors']) };
  return inFolder({ 'openapi.json': JSON.stringify(contractWith(responses)) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const handlers = { add: () => ({ status: 200 }), get: () => ({ status: 200 }) } as never;
    await serve(createApp({ contract, handlers, security: { key: () => 1 } }), async (url) => {
      const response = await fetch(`${url}/things/1?odd=1&even=2`);
      expect(await response.json()).toEqual({ errors: [{ code: 'additionalProperties' }] });
    });
  });
});

const example = (value: object, schema: object = {}) => ({
  description: 'no',
  content: { 'application/json': { schema: { type: 'object', ...schema }, example: value } },
});

test.each<[name: string, declared: object, sent: unknown]>([
  ['a declared 404', { 404: error({ status: integer, error: text }, ['error']) }, { status: 404, error: 'Not Found' }],
  [
    'an example',
    {
      404: example(
        { message: 'no pet 7', trace: 'abc' },
        { required: ['trace'], properties: { message: text, trace: text } },
      ),
    },
    { message: 'there is no such path', trace: 'abc' },
  ],
  ['no 404', {}, { type: 'about:blank', title: 'Not Found', status: 404, detail: 'there is no such path' }],
  [
    'one text only',
    { '4XX': { description: 'no', content: { 'application/json': { schema: { const: 'Gone' } } } } },
    'Gone',
  ],
])('a path that the contract does not have is refused in the form of %s', (_name, declared, sent) =>
  inFolder({ 'openapi.json': JSON.stringify(contractWith(declared)) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const handlers = { add: () => ({ status: 200 }), get: () => ({ status: 200 }) } as never;
    await serve(createApp({ contract, handlers, security: { key: () => 1 }, onWarning: () => {} }), async (url) => {
      const response = await fetch(`${url}/nothing`);
      expect([response.status, await response.json()]).toEqual([404, sent]);
    });
  }),
);

test('a failure that the app can not fill is told at the start, with the lines to write', () => {
  const responses = { 400: error({ trace: { type: 'string', minLength: 3 }, message: text }, ['trace', 'message']) };
  return inFolder({ 'openapi.json': JSON.stringify(contractWith(responses)) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const warnings: object[] = [];
    createApp({
      contract,
      handlers: { add: () => ({ status: 200 }), get: () => ({ status: 200 }) } as never,
      security: { key: () => 1 },
      onWarning: ({ code, pointer, message }) => warnings.push([code, pointer, /write (x-.*\}) at/.exec(message)?.[1]]),
    });
    const lines =
      'x-validation-failure: {"status":400,"mediaType":"application/json","body":{"trace":"…","message":"{summary}"}}';
    expect(warnings).toEqual([
      ['validation-failure-unfilled', '#/paths/~1things/post/responses/400', lines],
      ['validation-failure-unfilled', '#/paths/~1things~1{id}/get/responses/400', lines],
    ]);
  });
});

test('an app starts with the schema of a failure that can not be compiled', () => {
  const responses = { 400: error({ message: { type: 'file' } }, ['message']) };
  return inFolder({ 'openapi.json': JSON.stringify(contractWith(responses)) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const warnings: object[] = [];
    const handlers = { add: () => ({ status: 200 }), get: () => ({ status: 200 }) } as never;
    createApp({ contract, handlers, security: { key: () => 1 }, onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual([]);
  });
});
