/** The findings of single responses: a contract, a server that breaks it, and the codes. */
import { expect, test } from '@jest/globals';
import { good, isGoodSize, reader, reading, writer, writing } from '../item-api.ts';
import { check, contractOf, type Handler } from '../with-server.ts';

const texts = { responses: { 200: { description: 'ok', content: { 'text/plain': { schema: { type: 'object' } } } } } };
const allowsGet = { status: 405, headers: { allow: 'GET' } };

test.each<[what: string, paths: object, handler: Handler, codes: string[]]>([
  ['nothing', { '/it': reading }, reader(() => good), []],
  ['nothing', { '/it': writing }, writer({}), []],
  ['a 503', { '/it': reading }, reader(() => ({ status: 503 })), ['server-error']],
  ['an undeclared status', { '/it': reading }, reader(() => ({ status: 202 })), ['undeclared-status']],
  [
    'a redirect',
    { '/it': reading },
    reader(() => ({ status: 302, headers: { location: '/it' } })),
    ['undeclared-status'],
  ],
  [
    'HTML',
    { '/it': reading },
    reader(() => ({ body: '<p>Hi</p>', headers: { 'content-type': 'text/html', 'x-count': '1' } })),
    ['undeclared-media-type'],
  ],
  [
    'a text whose schema is an object',
    { '/it': { get: { ...texts, operationId: 'text' } } },
    ({ method }) => (method === 'GET' ? { body: 'words', headers: { 'content-type': 'text/plain' } } : allowsGet),
    [],
  ],
  ['malformed JSON', { '/it': reading }, reader(() => ({ ...good, body: '{"name"' })), ['unreadable-body']],
  [
    'a name that is too long',
    { '/it': reading },
    reader(() => ({ ...good, body: { name: 'x'.repeat(11) } })),
    ['invalid-body'],
  ],
  ['a missing header', { '/it': reading }, reader(() => ({ body: good.body })), ['invalid-header']],
  [
    'an invalid header',
    { '/it': reading },
    reader(() => ({ ...good, headers: { 'x-count': 'many' } })),
    ['invalid-header'],
  ],
  [
    'a size of 9 refused',
    { '/it': reading },
    reader(({ query }) => (query.get('size') === '9' ? { status: 400, body: {} } : good)),
    ['valid-refused'],
  ],
  [
    'any size accepted',
    { '/it': reading },
    ({ method }) => (method === 'GET' ? good : { status: 405, headers: { allow: 'GET' } }),
    ['invalid-accepted'],
  ],
  [
    'a 405 without Allow',
    { '/it': reading },
    ({ method, query }) =>
      method === 'GET' ? (isGoodSize(query) ? good : { status: 400, body: {} }) : { status: 405 },
    ['allow-header-missing'],
  ],
  [
    'a stack trace',
    { '/it': reading },
    reader(() => ({ ...good, body: { name: 'at f (/a.js:1:2)' } })),
    ['invalid-body', 'leaked-internals'],
  ],
  [
    'a stack trace in a refusal',
    { '/it': writing },
    writer({ parse: () => ({ status: 400, body: { message: new Error('syntax').stack } }) }),
    ['leaked-internals'],
  ],
  [
    'any kind accepted',
    { '/it': writing },
    writer({
      validate: ({ text }) =>
        /"kind"/.test(text) && !text.includes('unexpected') && /"name":"/.test(text)
          ? { body: { name: 'x' } }
          : { status: 400, body: {} },
    }),
    ['invalid-accepted'],
  ],
  [
    'truncated JSON accepted',
    { '/it': writing },
    writer({ parse: () => ({ body: { name: 'x' } }) }),
    ['malformed-body-accepted', 'invalid-accepted'],
  ],
  [
    'any media type accepted',
    { '/it': writing },
    writer({ type: () => ({ body: { name: 'x' } }) }),
    ['undeclared-media-type-accepted'],
  ],
  [
    'an undeclared DELETE',
    { '/it': writing },
    writer({ method: ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined) }),
    ['undeclared-method-accepted'],
  ],
  [
    'an example refused',
    { '/it': writing },
    writer({ good: ({ text }) => (text === '{"name":"x"}' ? { status: 400, body: {} } : undefined) }),
    ['example-status'],
  ],
])('%s is found', async (_what, paths, handler, codes) => {
  const { findings } = await check(await contractOf(paths), handler);
  expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual([...codes].sort());
});
