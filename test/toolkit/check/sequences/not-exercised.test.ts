/** What can't be tested is no finding, and the coverage says why. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const responses = (status: number, schema?: object) => ({
  [status]: { description: 'Ok.', ...(schema && json(schema)) },
  '4XX': { description: 'No.' },
});
const thing = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, text: { type: 'string' } } };
const body = { requestBody: { required: true, ...json({ type: 'object', properties: { text: { type: 'string' } } }) } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const file = { content: { 'application/octet-stream': {} } };
const refusal = { status: 400 };

const cases: readonly [what: string, paths: object, server: () => Handler, reasons: readonly string[]][] = [
  [
    'a 202 that is queued for a review',
    {
      '/things': { post: { operationId: 'create', ...body, responses: responses(202, thing) } },
      '/things/{id}': { parameters: [id], get: { operationId: 'read', responses: responses(200, thing) } },
    },
    () => {
      let last = 0;
      return ({ method, path, headers, text }) => {
        if (path !== '/things') return { status: method === 'GET' ? 404 : 405, headers: { allow: 'GET' } };
        if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
        if (text !== '' && headers['content-type'] !== 'application/json') return { status: 415 };
        return isObject(text) ? { status: 202, body: { id: ++last } } : refusal;
      };
    },
    [
      'create: 202: what it promises was not there in time, which may be never',
      'read: 404: a request that nothing is wrong with is refused as well',
    ],
  ],
  [
    'a file that is always the same',
    {
      '/logo': {
        put: { operationId: 'upload', requestBody: { required: true, ...file }, responses: responses(204) },
        get: {
          operationId: 'download',
          responses: { 200: { description: 'It.', ...file }, '4XX': { description: '' } },
        },
      },
    },
    () =>
      ({ method, headers, text }) => {
        if (method === 'GET')
          return { body: 'the logo of the house', headers: { 'content-type': 'application/octet-stream' } };
        if (method !== 'PUT') return { status: 405, headers: { allow: 'GET, PUT' } };
        if (text === '') return refusal;
        return { status: headers['content-type'] === 'application/octet-stream' ? 204 : 415 };
      },
    ['download: a download is the same, whatever was uploaded'],
  ],
];

test.each(cases)('%s', async (_what, paths, server, reasons) => {
  const { findings, coverage } = await check(await contractOf(paths), server());
  expect(findings.map(({ message }) => message)).toEqual([]);
  const told = coverage.operations.flatMap(({ operationId, notExercised }) =>
    notExercised.map(({ reason }) => `${operationId}: ${reason}`),
  );
  expect(told).toEqual(reasons);
});

function isObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    const isValid = value?.text === undefined || typeof value.text === 'string';
    return typeof value === 'object' && value !== null && !Array.isArray(value) && isValid && !text.includes('\ufffd');
  } catch {
    return false;
  }
}
