/** Two servers that differ in whether they respond at all. */
import { expect, test } from '@jest/globals';
import { type CompareReport, compareServers } from '../../../../src/index.ts';
import { contractOf, goAway, type Handler, serving, type TestRequest } from '../with-server.ts';

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
    serving(second, (other) => compareServers({ contract, urls: [one, other], timeout: 2000 })),
  );
}

const closing: Handler = ({ response }) => void response.socket?.destroy();
/** A correct server, except for some requests. */
const except =
  (is: (request: TestRequest) => boolean, handler: Handler): Handler =>
  (request) =>
    is(request) ? handler(request) : good(request);
const isLargest = ({ query }: TestRequest) => query.get('size') === '3';
const isCreate = ({ method, path }: TestRequest) => method === 'POST' && path === '/things';

test.each<[what: string, first: Handler, second: Handler, found: [operationId: string, message: RegExp][]]>([
  ['both respond', good, good, []],
  [
    'the second closes a connection',
    good,
    except(isLargest, closing),
    [['status', /size is 3: the second does not respond: the connection closed/]],
  ],
  [
    'the first never responds',
    except(isLargest, () => undefined),
    good,
    [['status', /the first does not respond: no complete response within 2 s/]],
  ],
  [
    'the second creates no record',
    good,
    except(isCreate, closing),
    [['create', /the second does not respond, as before/]],
  ],
  ['the second dies', good, except(isLargest, goAway), [['status', /the second no longer accepts connections/]]],
])('%s', async (_what, first, second, found) => {
  const { differences } = await compare(first, second);
  expect(differences).toEqual(
    found.map(([operationId, message]) =>
      expect.objectContaining({ operationId, what: 'answer', message: expect.stringMatching(message) }),
    ),
  );
});

test('requests without a response from either server are counted', async () => {
  const { compared, unanswered, differences } = await compare(closing, closing);
  expect([compared, differences]).toEqual([0, []]);
  expect(unanswered).toBeGreaterThan(0);
});

test('the comparison reports that both servers stopped', async () => {
  const dying = except(isLargest, goAway);
  const { gone } = await compare(dying, dying);
  expect(gone).toHaveLength(2);
});

test.each<
  [what: string, first: [invalid: object, other: object], second: [invalid: object, other: object], statuses: string]
>([
  ['all failures', [{ error: 'x' }, { error: 'x' }], [{ title: 'x', status: 400 }, { title: 'x' }], '400, 405'],
  [
    'those of a framework',
    [{ error: 'is missing' }, { error: 'none' }],
    [{ error: 'fehlt' }, { error: 'none' }],
    '400',
  ],
])('two servers that render %s differently differ in one thing', async (_what, first, second, statuses) => {
  const failing =
    ([invalid, other]: readonly object[]): Handler =>
    ({ path, query, method }) =>
      method !== 'GET'
        ? { status: 405, headers: { allow: 'GET' }, body: other }
        : path === '/status' && !/^[1-3]?$/.test(query.get('size') ?? '')
          ? { status: 400, body: invalid }
          : good({ method } as TestRequest);
  const { differences } = await compare(failing(first), failing(second));
  expect(differences.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      new RegExp(`^failures are rendered differently, as in all \\d+ with ${statuses} of \\d operations: `),
    ),
  ]);
});
