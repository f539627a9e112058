import { expect, test } from '@jest/globals';
import { loadContract } from '../../../../src/toolkit/contract/document/load-contract.ts';
import { failureResponse, validationFailureResponse } from '../../../../src/toolkit/contract/response/failure.ts';
import { inFolder } from '../../../files.ts';

/** The bodies for a status and for an invalid request, where an operation declares this schema for all failures. */
async function bodiesFor(schema: object, mediaType = 'application/json') {
  const document = {
    openapi: '3.1.0',
    info: { title: 'a', version: '1' },
    paths: { '/a': { get: { responses: { default: { description: 'no', content: { [mediaType]: { schema } } } } } } },
  };
  return inFolder({ 'a.json': JSON.stringify(document) }, async (folder) => {
    const contract = await loadContract(`${folder}/a.json`);
    const [operation] = contract.operations;
    return {
      failed: (status: number, why = 'why') => failureResponse(contract, operation, status, why).body,
      invalid: validationFailureResponse(contract, operation, 400, [
        { in: 'query', path: ['size'], keyword: 'required' },
      ]).body,
    };
  });
}

const text = { type: 'string' };

test.each([
  [400, 'invalid_request'],
  [401, 'unauthorized'],
  [404, 'not_found'],
  [409, 'already_exists'],
  [422, 'validation_failed'],
  [429, 'rate_limited'],
  [500, 'internal'],
  [503, 'internal'],
])('where a contract lists its codes, %d gets the one that says so', async (status, code) => {
  const codes = [
    'internal',
    'not_found',
    'already_exists',
    'invalid_request',
    'validation_failed',
    'unauthorized',
    'rate_limited',
  ];
  const schema = { type: 'object', required: ['code'], properties: { code: { type: 'string', enum: codes } } };
  expect(((await bodiesFor(schema)).failed(status) as { code?: string }).code).toBe(code);
});

test.each<[name: string, values: string[], status: number, said: string]>([
  // Of several, the first.
  ['code', ['not_found', 'user_not_found'], 404, 'not_found'],
  // What a status is called by HTTP.
  ['code', ['payment_required', 'method_not_allowed'], 405, 'method_not_allowed'],
  ['type', ['urn:invalid', 'urn:not-found'], 404, 'urn:not-found'],
  ['title', ['Invalid', 'Not found'], 404, 'Not found'],
])('where the contract has a list for the %s, it is one of %j for %d: %s', async (name, values, status, said) => {
  const schema = { type: 'object', required: [name], properties: { [name]: { type: 'string', enum: values } } };
  expect((await bodiesFor(schema)).failed(status)).toEqual({ [name]: said });
});

test.each([
  [2, 'why', 'wh'],
  [3, 'why', 'why'],
  [2, '😀😀😀', '😀😀'],
  [2, '😀😀', '😀😀'],
])('of a text with a maximal length of %d, %s, there is %s', async (maxLength, why, cut) => {
  expect((await bodiesFor({ type: 'string', maxLength })).failed(500, why)).toBe(cut);
});

test('details that are a text are no list of errors', async () => {
  const schema = { type: 'object', properties: { details: text } };
  expect((await bodiesFor(schema, 'application/problem+json')).failed(404)).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'why',
  });
});

test('errors are in the list that a problem declares, and nowhere without one', async () => {
  const item = { type: 'object', properties: { field: text, message: text } };
  const schema = { type: 'object', properties: { title: text, fieldErrors: { type: 'array', items: item } } };
  const { invalid, failed } = await bodiesFor(schema, 'application/problem+json');
  expect(invalid).toEqual({ title: 'Bad Request', fieldErrors: [{ field: 'size', message: 'is required' }] });
  expect(failed(404)).toEqual({ title: 'Not Found' });
});

test('a list of errors that nothing stands beside says what a failure without errors is', async () => {
  const item = {
    type: 'object',
    required: ['title'],
    properties: { status: text, title: text, detail: text, pointer: text },
  };
  const { failed, invalid } = await bodiesFor({
    type: 'object',
    required: ['errors'],
    properties: { errors: { type: 'array', items: item } },
  });
  expect(failed(404)).toEqual({ errors: [{ status: '404', title: 'Not Found', detail: 'why' }] });
  expect(invalid).toEqual({
    errors: [{ status: '400', title: 'Bad Request', detail: 'is required', pointer: 'size' }],
  });
  const beside = await bodiesFor({
    type: 'object',
    properties: { message: text, errors: { type: 'array', items: item } },
  });
  expect(beside.failed(404)).toEqual({ message: 'why' });
});

test.each<[schema: object, invalid: unknown, failed: unknown]>([
  [
    { errors: { type: 'object', additionalProperties: { type: 'array', items: text } } },
    { errors: { size: ['is required'] } },
    { errors: {} },
  ],
  [
    { fieldErrors: { type: 'object', additionalProperties: text } },
    { fieldErrors: { size: 'is required' } },
    { fieldErrors: {} },
  ],
  [{ message: text, param: text }, { message: 'query/size is required', param: 'size' }, { message: 'why' }],
])('errors are told by the fields that they are of: %j', async (properties, invalid, failed) => {
  const bodies = await bodiesFor({ type: 'object', required: Object.keys(properties).slice(0, 1), properties });
  expect([bodies.invalid, bodies.failed(404)]).toEqual([invalid, failed]);
});
