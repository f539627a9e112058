/** Defaults inside of lists and objects: a server with records in memory that adds them, or not. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';
import { storing } from './storing.ts';

const item = (more: object = {}) => ({
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', maxLength: 5 }, count: { type: 'integer', minimum: 0, default: 3, ...more } },
});
const thing = (inner: object) => ({
  type: 'object',
  required: ['lines'],
  properties: { lines: { type: 'array', minItems: 1, maxItems: 2, items: inner } },
});
const response = (schema: object = {}) => ({ description: 'It.', content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const pathsOf = (sent: object, read: object) => {
  const stored = response({ allOf: [thing(read)], required: ['id'], properties: { id: { type: 'integer' } } });
  const content = { 'application/json': { schema: thing(sent) } };
  const responses = { 201: stored, '4XX': response() };
  return {
    '/things': { post: { operationId: 'add', requestBody: { required: true, content }, responses } },
    '/things/{id}': { get: { operationId: 'read', parameters: [id], responses: { 200: stored, '4XX': response() } } },
  };
};

interface Line {
  readonly text: string;
  readonly count?: number;
}

const { count: _, ...others } = item().properties;
const $ref = '#/components/schemas/Count';
const components = { schemas: { Count: { type: 'integer', minimum: 0, default: 3 } } };
const lacking = ['default-not-applied lines'];

test.each<[what: string, change: (line: Line) => object, found: string[], sent?: object, read?: object]>([
  ['there', (line) => ({ count: 3, ...line }), []],
  ['there, with more', (line) => ({ count: 3, ...line, at: 1 }), []],
  ['missing', (line) => line, lacking],
  ['another one', (line) => ({ count: 0, ...line }), lacking],
  ['missing, as no item is what it was', (line) => ({ text: `${line.text}~` }), []],
  ['not read', ({ text }) => ({ text }), [], item(), { ...item(), properties: others }],
  ['the server’s own', ({ text }) => ({ text, count: 7 }), [], item(), item({ readOnly: true })],
  ['behind a reference', (line) => line, [], { ...item(), properties: { ...others, count: { $ref } } }],
  ['that of a branch', (line) => line, [], { oneOf: [item({ maximum: 4 }), item({ minimum: 9, default: 9 })] }, item()],
])('a default that is %s', async (_what, change, found, ...schemas) => {
  const [sent = item(), read = sent] = schemas;
  const { findings } = await check(
    await contractOf(pathsOf(sent, read), { components }),
    storing(({ lines }: { lines: Line[] }) => ({ lines: lines.map(change) })),
  );
  const own = findings.filter(({ rule }) => rule === 'default-not-applied');
  expect(own.map(({ rule, pointer }) => `${rule} ${pointer.split('/').at(-1)}`)).toEqual(found);
});
