import { expect, test } from '@jest/globals';
import { createMock, loadContract } from '../../../src/mock.ts';
import { inFolder } from '../../files.ts';
import { asking, withMock } from './with-mock.ts';

const content = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } };
const pet = { description: 'a pet', content };
const operations = { type: 'array', items: { type: 'object', required: ['op', 'path'] } };
const contractWith = (failures: object, mediaType = 'application/json-patch+json') => ({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': { post: { requestBody: { content }, responses: { 201: pet } } },
    '/pets/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: { 200: pet, 404: { description: 'none' } } },
      patch: {
        requestBody: { content: { [mediaType]: { schema: operations } } },
        responses: { 200: pet, 404: { description: 'none' }, ...failures },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['name'],
        properties: {
          id: { type: 'integer', readOnly: true },
          name: { type: 'string', maxLength: 5 },
          tags: { type: 'array', items: { type: 'string' } },
          'a/b': { type: 'string' },
        },
      },
    },
  },
});

const before = { id: 1, name: 'Rex', tags: ['a', 'b'], 'a/b': 'x' };
const many = Array.from({ length: 40 }, () => ({ op: 'copy', from: '/tags', path: '/tags/0' }));

/** The operations, the status, and what differs afterwards. */
const patches: readonly [name: string, operations: unknown[], status: number, changed?: object][] = [
  ['replace', [{ op: 'replace', path: '/name', value: 'Max' }], 200, { name: 'Max' }],
  ['remove', [{ op: 'remove', path: '/tags' }], 200, { tags: undefined }],
  ['add at an index', [{ op: 'add', path: '/tags/1', value: 'c' }], 200, { tags: ['a', 'c', 'b'] }],
  ['add at the end', [{ op: 'add', path: '/tags/-', value: 'c' }], 200, { tags: ['a', 'b', 'c'] }],
  ['an escaped name', [{ op: 'replace', path: '/a~1b', value: 'y' }], 200, { 'a/b': 'y' }],
  ['move', [{ op: 'move', from: '/tags/0', path: '/name' }], 200, { name: 'a', tags: ['b'] }],
  ['copy', [{ op: 'copy', from: '/name', path: '/tags/-' }], 200, { tags: ['a', 'b', 'Rex'] }],
  [
    'a test that holds',
    [
      { op: 'test', path: '/tags', value: ['a', 'b'] },
      { op: 'remove', path: '/tags/0' },
    ],
    200,
    { tags: ['b'] },
  ],
  [
    'a test that fails',
    [
      { op: 'remove', path: '/tags' },
      { op: 'test', path: '/name', value: 'x' },
    ],
    409,
  ],
  ['a missing place', [{ op: 'replace', path: '/colour', value: 'x' }], 409],
  ['an inherited name', [{ op: 'remove', path: '/toString' }], 409],
  ['a place in a list that is no index', [{ op: 'replace', path: '/tags/-', value: 'x' }], 409],
  ['an index beyond the end', [{ op: 'add', path: '/tags/9', value: 'x' }], 409],
  ['what the server sets', [{ op: 'replace', path: '/id', value: 7 }], 409],
  ['what breaks the schema', [{ op: 'replace', path: '/name', value: 'too long' }], 409],
  ['what removes a required property', [{ op: 'remove', path: '/name' }], 409],
  ['what replaces the record by no object', [{ op: 'add', path: '', value: 1 }], 409],
  ['a prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 409],
  ['an unknown operation', [{ op: 'swap', path: '/name' }], 400],
  ['no pointer', [{ op: 'remove', path: 'name' }], 400],
  ['no value', [{ op: 'add', path: '/name' }], 400],
  ['a move into itself', [{ op: 'move', from: '/tags', path: '/tags/0' }], 400],
  ['copies of copies', many, 413],
];

test('a JSON Patch changes all that it says, or nothing', () =>
  withMock(
    contractWith({ 400: { description: 'malformed' }, 409: { description: 'conflict' } }),
    {},
    async (ask, mock) => {
      for (const [name, body, status, changed = {}] of patches) {
        mock.reset();
        await ask('POST', '/pets', { name: 'Rex', tags: ['a', 'b'], 'a/b': 'x' });
        const type = { 'content-type': 'application/json-patch+json; charset=utf-8' };
        const response = await ask('PATCH', '/pets/1', body, type);
        const after = (await ask('GET', '/pets/1')).body;
        expect([name, response.status, after]).toEqual([name, status, { ...before, ...changed }]);
        if (status === 200) expect(response.body).toEqual(after);
      }
    },
  ));

test.each([
  [{ 422: { description: 'invalid' } }, 422],
  [{ 400: { description: 'invalid' } }, 400],
  [{}, 400],
])('a patch that cannot be applied has a declared status', (failures, status) =>
  inFolder({ 'a.json': JSON.stringify(contractWith(failures, 'application/json')) }, async (folder) => {
    const mock = await createMock({ contract: await loadContract(`${folder}/a.json`) });
    const ask = asking(mock.url);
    await ask('POST', '/pets', { name: 'Rex' });
    expect((await ask('PATCH', '/pets/1', [{ op: 'remove', path: '/b' }])).status).toBe(status);
    expect((await ask('PATCH', '/pets/1', [{ op: 'replace', path: '/name', value: 'Z' }])).body.name).toBe('Z');
    await mock.close();
  }),
);
