/** Two servers that differ in whether they answer at all. */
import { expect, test } from '@jest/globals';
import { type CompareReport, compareServers } from '../../../../src/index.ts';
import { type Asked, contractOf, goAway, type Handler, serving } from '../with-server.ts';

const json = { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } };
const record = { description: 'It.', content: json };
const paths = {
  '/status': {
    get: {
      operationId: 'status',
      parameters: [{ name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 3 } }],
      responses: { 200: record },
    },
  },
  '/things': { post: { operationId: 'create', requestBody: { content: json }, responses: { 201: record } } },
  '/things/{id}': {
    get: {
      operationId: 'read',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: { 200: record },
    },
  },
};

const good: Handler = ({ method }) => ({ status: method === 'POST' ? 201 : 200, body: { id: 1 } });

async function compare(first: Handler, second: Handler): Promise<CompareReport> {
  const contract = await contractOf(paths);
  return serving(first, (one) =>
    serving(second, (other) => compareServers({ contract, urls: [one, other], timeout: 500 })),
  );
}

const closing: Handler = ({ response }) => void response.socket?.destroy();
/** A good server, but for some requests. */
const but =
  (is: (asked: Asked) => boolean, handler: Handler): Handler =>
  (asked) =>
    is(asked) ? handler(asked) : good(asked);
const isLargest = ({ query }: Asked) => query.get('size') === '3';
const isCreate = ({ method, path }: Asked) => method === 'POST' && path === '/things';

test.each<[what: string, first: Handler, second: Handler, found: [operationId: string, message: RegExp][]]>([
  ['both answer', good, good, []],
  [
    'the second closes a connection',
    good,
    but(isLargest, closing),
    [['status', /size is 3: the second gives no answer: the connection broke/]],
  ],
  [
    'the first never answers',
    but(isLargest, () => undefined),
    good,
    [['status', /the first gives no answer: no whole answer within 0\.5 s/]],
  ],
  ['the second makes no record', good, but(isCreate, closing), [['create', /the second gives no answer, as before/]]],
  ['the second dies', good, but(isLargest, goAway), [['status', /the second was the last to be asked/]]],
])('%s', async (_what, first, second, found) => {
  const { differences } = await compare(first, second);
  expect(differences).toEqual(
    found.map(([operationId, message]) =>
      expect.objectContaining({ operationId, what: 'answer', message: expect.stringMatching(message) }),
    ),
  );
});

test('what neither answers is counted', async () => {
  const { compared, unanswered, differences } = await compare(closing, closing);
  expect([compared, differences]).toEqual([0, []]);
  expect(unanswered).toBeGreaterThan(0);
});

test('where both die, the comparison says so', async () => {
  const dying = but(isLargest, goAway);
  const { gone } = await compare(dying, dying);
  expect(gone).toHaveLength(2);
});
