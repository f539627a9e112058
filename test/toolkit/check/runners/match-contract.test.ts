import { expect, test } from '@jest/globals';
import type { AnyResponse, Contract } from '../../../../src/jest.ts';
import '../../../../src/jest.ts';
import { hostile, hostileContract } from '../../commands/hostile-texts.ts';
import { contractOf, serving } from '../with-server.ts';

const contract: Contract = await contractOf({
  '/it': {
    get: {
      operationId: 'read',
      responses: {
        200: {
          description: 'It.',
          content: { 'application/json': { schema: { type: 'object', required: ['name'] } } },
        },
        204: { description: 'Nothing.' },
      },
    },
  },
});

const json = { 'content-type': 'application/json' };
const fetched = (body: string | null, init?: ResponseInit) => new Response(body, { headers: json, ...init });
const matches = (response: AnyResponse, operationId = 'read') =>
  expect(response).toMatchContract(contract, operationId);

test.each<[what: string, response: AnyResponse]>([
  ['fetch', fetched('{"name":1}')],
  ['fetch, without a body', fetched(null, { status: 204, headers: {} })],
  ['supertest', { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' }, text: '{"name":1}' }],
  ['axios', { status: 200, headers: json, data: { name: 1 } }],
])('a valid response of %s matches', async (_what, response) => {
  await matches(response);
});

test.each<[what: string, response: AnyResponse, message: RegExp]>([
  [
    'another status',
    fetched('{}', { status: 418 }),
    /the status 418 is not declared; declared are 200, 204\n.*openapi\.json:1:\d+ #\/paths\/~1it\/get\/responses/,
  ],
  ['a missing property', fetched('{}'), /must have required property 'name'\n.*schema\/required\/0/],
  ['malformed JSON', fetched('{'), /the body is not JSON/],
  [
    'another media type',
    fetched('<p>', { headers: { 'content-type': 'text/html' } }),
    /the media type text\/html is not declared/,
  ],
  ['no body', fetched(null), /a body is declared, and the response has none/],
  ['a wrong body of axios', { status: 200, headers: json, data: [] }, /the body must be object/],
])('a response with %s does not match', async (_what, response, message) => {
  await expect(matches(response)).rejects.toThrow(message);
});

test('the body of a response can be read after it was matched, not before', () =>
  serving(
    () => ({ body: { name: 'x' } }),
    async (url) => {
      const response = await fetch(url);
      await matches(response);
      expect(await response.json()).toEqual({ name: 'x' });
      await expect(matches(response)).rejects.toThrow('the body of this response was read before');
    },
  ));

test('an unknown operation, and a value that is not a response, are errors', async () => {
  await expect(matches(fetched('{}'), 'write')).rejects.toThrow('the contract has no operation "write"; it has read');
  await expect(matches({ status: 200, headers: {} } as never)).rejects.toThrow('this is not a response of fetch');
});

test('a message has no line, and nothing that a terminal obeys, of the contract or the response', async () => {
  const { paths } = hostileContract() as { paths: Record<string, object> };
  const hostileOne = await contractOf(paths);
  const response = fetched(JSON.stringify([{ [`${hostile}a`]: hostile }]));
  const failure = await expect(response)
    .toMatchContract(hostileOne, `${hostile}list`)
    .catch((error: Error) => error);
  const { message } = failure as unknown as Error;
  expect(message).toContain('forged');
  expect(message).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]|^\s*::|##\[/mu);
  expect(message.split('\n').filter((line) => !/^( {2}| {4}.*openapi\.json:|the response breaks)/.test(line))).toEqual(
    [],
  );
});
