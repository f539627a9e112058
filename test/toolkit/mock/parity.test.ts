import { expect, test } from '@jest/globals';
import { createApp, loadContract } from '../../../src/server.ts';
import { serve } from '../../serve.ts';
import { asking, webhooksContract, withMock } from './with-mock.ts';

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const minimal = { BusinessId: 1, Name: 'a', Action: 6, URL: 'https://crm.example/' };

/** Requests that don't keep the contract, each in its own way. */
const requests: [method: string, target: string, body?: unknown, headers?: Record<string, string>][] = [
  ['GET', '/nothing'],
  ['PATCH', '/sys/webhooks', {}],
  ['GET', '/sys/webhooks', undefined, { authorization: 'Basic x' }],
  ['POST', '/sys/webhooks', undefined],
  ['POST', '/sys/webhooks', 'x', { 'content-type': 'text/plain' }],
  ['POST', '/sys/webhooks', '{', json],
  ['POST', '/sys/webhooks', '[]', json],
  ['POST', '/sys/webhooks', '{"__proto__":{"a":1}}', json],
  ['POST', '/sys/webhooks', { BusinessId: 'x', Action: 600, URL: 'ftp://crm.example/x', Nmae: 1 }],
  ['POST', '/sys/webhooks', { ...minimal, Name: 7, Active: 'yes', Description: {} }],
  ['POST', '/sys/webhooks', { ...minimal, Name: '', BusinessId: 0, URL: `https://crm.example/${'a'.repeat(2048)}` }],
  ['PUT', '/sys/webhooks', minimal],
  ['PUT', '/sys/webhooks', { ...minimal, Id: 1.5 }],
  ['GET', '/sys/webhooks?size=1001&page=0&dir=2&orderBy=Nmae'],
  ['GET', '/sys/webhooks?WebHook_Nmae=1&WebHook_Active=maybe&from_WebHook_ErrorCount=x'],
  ['GET', '/sys/webhooks?from_WebHook_CreatedOn=2025-02-31T10:30&WebHook_Name=%zz'],
  ['GET', '/sys/webhooks/latest'],
  ['DELETE', '/sys/webhooks/0'],
  ['GET', '/sys/webhooks', undefined, { accept: 'image/png' }],
  ['POST', '/token', { grant_type: 'password' }],
  ['POST', '/token', 'grant_type=client_credentials', form],
  ['POST', '/token', 'grant_type=password&username=a', form],
  ['POST', '/token', 'grant_type=%zz', form],
];

test('a broken request gets the same answer from the mock and from the server', async () => {
  const contract = await loadContract(webhooksContract);
  const fail = () => {
    throw new Error('no handler is to be called');
  };
  const handlers = Object.fromEntries(contract.operations.map(({ operationId }) => [operationId, fail]));
  const bearer = ({ value }: { value: string | undefined }) => value;
  await serve(createApp({ contract, handlers, security: { bearer }, onError: () => {} }), (url) =>
    withMock(webhooksContract, {}, async (askMock) => {
      const askServer = asking(url);
      for (const [method, target, body, headers] of requests) {
        const read = ({ status, body: answered, headers: got }: Awaited<ReturnType<typeof askMock>>) => {
          const names = ['content-type', 'www-authenticate', 'allow'];
          return { status, answered, headers: names.map((name) => got.get(name)) };
        };
        const mocked = read(await askMock(method, `/api${target}`, body, headers));
        expect([method, target, mocked]).toEqual([
          method,
          target,
          read(await askServer(method, `/api${target}`, body, headers)),
        ]);
        expect(mocked.status).toBeGreaterThan(399);
      }
    }),
  );
});
