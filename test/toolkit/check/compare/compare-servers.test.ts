/** Two servers that differ in whether they respond at all. */
import { expect, test } from '@jest/globals';
import { type CompareReport, compareServers } from '../../../../src/index.ts';
import { contractOf, goAway, type Handler, serving, type TestRequest, type TestResponse } from '../with-server.ts';

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

/** What two servers respond with, of which each has its own text. */
type Failing = (request: TestRequest, own: string) => TestResponse | undefined;
const isInvalid = ({ path, query }: TestRequest) => path === '/status' && !/^[1-3]?$/.test(query.get('size') ?? '');
const isOtherMethod = ({ path, method }: TestRequest) => path === '/status' && method !== 'GET';
const sizeOf = ({ query }: TestRequest) => query.get('size') ?? '';
const failure = (text: string, status = 400): TestResponse => ({ status, body: { text } });
const throughout = (statuses: string, operations = 1) =>
  new RegExp(`^failures are rendered differently, as in all \\d+ with ${statuses} of ${operations} operations: `);

test.each<[what: string, failing: Failing, found: RegExp[]]>([
  ['all', (it, own) => (isInvalid(it) ? failure(own) : undefined), [throughout('400')]],
  [
    'all of two statuses',
    (it, own) => (isOtherMethod(it) ? failure(own) : isCreate(it) ? failure(own, 405) : undefined),
    [throughout('400, 405', 2)],
  ],
  [
    'all of a status, those of another being alike',
    (it, own) => (isInvalid(it) ? failure(own) : isOtherMethod(it) ? failure('', 405) : undefined),
    [throughout('400')],
  ],
  [
    'all with a body',
    (it, own) => (isInvalid(it) ? failure(own) : it.path === '/things' ? { status: 400 } : undefined),
    [throughout('400')],
  ],
  [
    'all, by their media types',
    (it, own) =>
      isInvalid(it) ? { ...failure(''), headers: { 'content-type': `application/${own}+json` } } : undefined,
    [throughout('400')],
  ],
  [
    'two, where others of the status are alike',
    (it, own) => (isInvalid(it) ? failure(/^[04]$/.test(sizeOf(it)) ? `${own} ${sizeOf(it)}` : '') : undefined),
    [/^query\/size breaks minimum: \{"text":"one 0"\} and/, /^query\/size breaks maximum: \{"text":"one 4"\} and/],
  ],
  [
    'a single one',
    (it, own) => (sizeOf(it) === '0' ? failure(own) : undefined),
    [/^query\/size breaks minimum: \{"text":"one"\} and \{"text":"two"\}$/],
  ],
  [
    'all, and a success',
    (it, own) => (isInvalid(it) ? failure(own) : sizeOf(it) === '3' ? { body: { [own]: 1 } } : undefined),
    [throughout('400'), /^query\/size is 3: \/one is only in the first$/],
  ],
])('failures differ: %s', async (_what, failing, found) => {
  const server =
    (own: string): Handler =>
    (request) =>
      failing(request, own) ?? good(request);
  const { differences } = await compare(server('one'), server('two'));
  expect(differences.map(({ message }) => message)).toEqual(found.map((message) => expect.stringMatching(message)));
});
