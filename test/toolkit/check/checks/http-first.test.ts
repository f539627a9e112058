/** What HTTP says of a response goes before what the contract declares, and what it doesn't declare isn't held against a server. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type TestResponse } from '../with-server.ts';

const content = { 'application/json': { schema: { type: 'object', required: ['id'] } } };
const described = { description: 'it' };
const html = { body: '<p>none</p>', headers: { 'content-type': 'text/html' } };
const empty = { headers: { 'content-type': 'text/html' } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 3 } };

/** @param valid the response to a valid request @param broken the one to any other */
async function codesOf(responses: object, valid: TestResponse, broken: TestResponse, method = 'get', options = {}) {
  const contract = await contractOf({ '/it/{id}': { parameters: [id], [method]: { operationId: 'it', responses } } });
  const { findings } = await check(
    contract,
    ({ path, method: used }) => {
      const allow = method.toUpperCase();
      if (used !== allow) return { status: 405, headers: { allow } };
      return /^\/it\/[123]$/.test(path) ? valid : broken;
    },
    options,
  );
  return findings.map(({ rule, severity, message }) => [rule, severity, message.split(';')[0]]);
}

test.each<[name: string, responses: object, valid: TestResponse, broken?: TestResponse, method?: string]>([
  ['204 with content declared', { 204: { ...described, content }, '4XX': described }, { status: 204 }],
  ['204 below 2XX', { '2XX': { ...described, content }, '4XX': described }, { status: 204 }],
  [
    '205 with a Content-Type and no content',
    { 205: { ...described, content }, '4XX': described },
    { status: 205, ...empty },
  ],
  ['200 without content, and a text', { 200: described, '4XX': described }, { status: 200, body: 'text' }],
  [
    '200 without content, and malformed JSON',
    { 200: described, '4XX': described },
    { body: '{', headers: { 'content-type': 'application/json' } },
  ],
  ['404 without content, in HTML', { 200: described, '4XX': described }, {}, { status: 404, ...html }],
  [
    'HEAD with content declared',
    { 200: { ...described, content }, 404: { ...described, content } },
    {},
    { status: 404 },
    'head',
  ],
  ['200 with content, and none', { 200: { ...described, content }, '4XX': described }, { status: 404 }],
])('%s', async (name, responses, valid, broken = { status: 400 }, method = 'get') => {
  const given = name.endsWith('and none') ? {} : valid;
  const wanted = name.endsWith('and none')
    ? [['invalid-body', 'error', 'it responds with 200, and a body is declared, and the response has none']]
    : [];
  expect(await codesOf(responses, given, broken, method)).toEqual(wanted);
});

const silent = [
  'undeclared-refusal',
  'warning',
  "An operation doesn't say what a refusal looks like: declare `4XX` or `default` once, and reference it",
];

test.each<[name: string, declared: object, valid: TestResponse, options: object, wanted: unknown[]]>([
  ['none declared', {}, {}, {}, [silent]],
  ['none declared, and strict', {}, {}, { strict: true }, [[silent[0], 'error', silent[2]]]],
  ['default declared', { default: described }, {}, {}, []],
  [
    'another one declared',
    { 409: described },
    {},
    {},
    [['undeclared-status', 'error', expect.stringContaining('400')]],
  ],
  [
    'none declared, of valid requests',
    {},
    { status: 400 },
    {},
    expect.arrayContaining([['undeclared-status', 'error', expect.anything()]]) as never,
  ],
])('refusals: %s', async (_name, declared, valid, options, wanted) => {
  expect(await codesOf({ 200: described, ...declared }, valid, { status: 400 }, 'get', options)).toEqual(wanted);
});
