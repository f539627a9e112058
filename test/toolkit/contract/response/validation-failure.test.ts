import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type Contract, loadContract } from '../../../../src/toolkit/contract/index.ts';
import {
  type RequestError,
  renderValidationFailure,
  validationFailureOf,
} from '../../../../src/toolkit/contract/response/validation-failure.ts';

let contract: Contract;

beforeAll(async () => {
  contract = await loadContract(join(import.meta.dirname, '../../../../openapi.yaml'));
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

function render(operationId: string, ...errors: RequestError[]): unknown {
  const operation = contract.operations.find((candidate) => candidate.operationId === operationId);
  const failure = validationFailureOf(contract, operation);
  return failure && renderValidationFailure(failure, errors);
}

test.each([
  ['', '""'],
  ['odd: name', 'odd: name'],
])('a field called %j is named in the error', (name, wanted) => {
  const response = render('createWebHook', { in: 'body', path: [name], keyword: 'additionalProperties', value: 1 });
  expect(response).toMatchObject({
    body: { Message: `${wanted}: is not a known field`, Errors: [{ PropertyName: wanted }] },
  });
});

test('the documented 400 for a missing name', () => {
  expect(render('createWebHook', { in: 'body', path: ['Name'], keyword: 'required' })).toEqual({
    status: 400,
    mediaType: 'application/json',
    body: {
      Message: 'Name: is a required field',
      Value: null,
      Errors: [{ AttemptedValue: null, Message: 'is a required field', PropertyName: 'Name' }],
      WasSuccessful: false,
    },
  });
});

test('several errors, in their order, with what the client sent', () => {
  const { body } = render(
    'listWebHooks',
    { in: 'query', path: ['size'], keyword: 'maximum', params: { limit: 1000 }, value: 1001 },
    { in: 'query', path: ['dir'], keyword: 'enum', value: 0 },
  ) as { body: unknown };
  expect(body).toEqual({
    Message: 'size: must be at most 1000; dir: is not one of the allowed values',
    Value: null,
    Errors: [
      { AttemptedValue: 1001, Message: 'must be at most 1000', PropertyName: 'size' },
      { AttemptedValue: 0, Message: 'is not one of the allowed values', PropertyName: 'dir' },
    ],
    WasSuccessful: false,
  });
});

test.each<[name: string, error: RequestError, field: string, value: unknown]>([
  ['a body that is no object', { in: 'body', path: [], keyword: 'type', value: [] }, 'Body', []],
  [
    'a long value',
    { in: 'body', path: ['Name'], keyword: 'maxLength', value: 'x'.repeat(300) },
    'Name',
    'x'.repeat(256),
  ],
  [
    'a long list',
    { in: 'body', path: ['Name'], keyword: 'type', value: Array(300).fill(1) },
    'Name',
    `[${'1,'.repeat(300)}`.slice(0, 256),
  ],
  ['a deep value', { in: 'body', path: [], keyword: 'type', value: nested(50_000) }, 'Body', '['.repeat(256)],
  ['a nested field', { in: 'body', path: ['A', 0, 'B'], keyword: 'type', value: 1 }, 'A.0.B', 1],
  ['a password', { in: 'body', path: ['password'], keyword: 'minLength', value: 'secret' }, 'password', null],
])('%s', (_name, error, PropertyName, AttemptedValue) => {
  const { body } = render('createWebHook', error) as { body: { Errors: unknown[] } };
  expect(body.Errors).toEqual([expect.objectContaining({ PropertyName, AttemptedValue })]);
});

test.each<[name: string, error: RequestError, status: number, kind: string]>([
  ['a missing password', { in: 'body', path: ['password'], keyword: 'required' }, 400, 'invalid_request'],
  [
    'an unknown grant',
    { in: 'body', path: ['grant_type'], keyword: 'enum', value: 'x' },
    400,
    'unsupported_grant_type',
  ],
  [
    'a JSON body',
    { in: 'header', path: ['Content-Type'], keyword: 'contentType', value: 'application/json' },
    400,
    'unsupported_grant_type',
  ],
])('the token operation responds as OAuth requires: %s', (_name, error, status, kind) => {
  expect(render('createToken', error)).toMatchObject({ status, body: { error: kind } });
});

test('texts in a response are of limited length, whatever the contract says', () => {
  const failure = {
    status: 400,
    mediaType: 'application/json',
    body: ['{message} {value}'],
    messages: { enum: '{allowedValues}' },
  };
  const allowedValues = Array.from({ length: 5000 }, (_, index) => `value${index}`);
  const value = { list: Array(100_000).fill('x') };
  const { body } = renderValidationFailure(failure, [
    { in: 'body', path: [], keyword: 'enum', params: { allowedValues }, value },
  ]);
  const [text = ''] = body as string[];
  expect([text.includes('value49, … (5000 in all)'), text.length < 2000]).toEqual([true, true]);
});

test.each([
  ['none at all', undefined, 'size must be at most 9'],
  ['one for another keyword', { required: 'is missing' }, 'size must be at most 9'],
  ['one for all others', { default: 'is wrong' }, 'size is wrong'],
])('messages that are left out are our own: %s', (_name, messages, wanted) => {
  const failure = { status: 400, mediaType: 'application/json', body: '{summary}', summary: '{field} {message}' };
  const error: RequestError = { in: 'query', path: ['size'], keyword: 'maximum', params: { limit: 9 } };
  expect(renderValidationFailure({ ...failure, ...(messages && { messages }) }, [error]).body).toBe(wanted);
});
