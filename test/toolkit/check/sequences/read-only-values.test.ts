/** What clients send of `readOnly` properties isn't stored. */
import { expect, test } from '@jest/globals';
import { otherValuesOf } from '../../../../src/toolkit/check/sequences/other-values.ts';
import { check, contractOf } from '../with-server.ts';

interface Variant {
  readonly property?: string;
  readonly schema?: object;
  /** Of the create. */
  readonly description?: string;
  /** What the server makes of the property, from what was sent, in a create and in a PUT. */
  readonly make?: (sent: unknown, count: number) => unknown;
  readonly change?: (sent: unknown, own: unknown) => unknown;
  readonly refuses?: boolean;
}

async function rulesOf({
  property = 'slug',
  schema = { type: 'string' },
  description,
  make,
  change,
  refuses,
}: Variant) {
  const title = { type: 'string', minLength: 1, maxLength: 40 };
  const note = {
    type: 'object',
    required: ['title'],
    properties: { id: { type: 'integer' }, title, [property]: { ...schema, readOnly: true } },
  };
  const content = { 'application/json': { schema: note } };
  const responses = (status: number) => ({ [status]: { description: 'It.', content }, 400: { description: 'No.' } });
  const requestBody = { required: true, content };
  const contract = await contractOf({
    '/notes': { post: { ...(description && { description }), requestBody, responses: responses(201) } },
    '/notes/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: { ...responses(200), 404: { description: 'None.' } } },
      put: { requestBody, responses: { ...responses(200), 404: { description: 'None.' } } },
    },
  });
  const notes: Record<string, unknown>[] = [];
  const { findings } = await check(contract, ({ method, path, text }) => {
    const key = path.split('/')[2];
    const index = key === undefined ? notes.length : Number(key) - 1;
    const own = notes[index];
    if (key !== undefined && !own) return { status: 404 };
    if (method === 'GET') return { body: own };
    let body: Record<string, unknown>;
    try {
      body = Object(JSON.parse(text));
    } catch {
      return { status: 400 };
    }
    // It isn't declared.
    if (refuses && property in body) return { status: 403 };
    const value = own
      ? (change ?? ((_sent, old) => old))(body[property], own[property])
      : (make ?? ((_sent, count) => `note-${count}`))(body[property], notes.length);
    notes[index] = { ...body, [property]: value, id: index + 1 };
    return { status: own ? 200 : 201, body: notes[index] };
  });
  const isWanted = (rule: string) => ['read-only-stored', 'undeclared-status', 'server-error'].includes(rule);
  return findings.map(({ rule }) => rule).filter(isWanted);
}

const stored = (sent: unknown, count: unknown) => sent ?? `note-${count}`;
const kinds = ['open', 'shut'];

test.each<[name: string, variant: Variant]>([
  ['a create', { make: stored }],
  ['a PUT', { change: (sent, own) => sent ?? own }],
  ['both', { make: stored, change: (sent, own) => sent ?? own }],
  ['a create, of an enumeration', { schema: { enum: kinds }, make: (sent) => sent ?? 'open' }],
  ['a create, of numbers', { schema: { type: 'integer' }, make: (sent) => sent ?? 0 }],
])('a read-only value that is stored is found in %s', async (_name, variant) => {
  expect(await rulesOf(variant)).toEqual(['read-only-stored']);
});

test.each<[name: string, variant: Variant]>([
  ['is ignored', {}],
  ['is refused with a status that is not declared', { refuses: true }],
  ['is made of it', { make: (sent, count) => (sent === undefined ? `note-${count}` : `${sent}-1`) }],
  ['is in turn one of two', { schema: { enum: kinds }, make: (_sent, count) => kinds[(count >> 1) % 2] }],
  ['may be sent', { schema: { type: 'string', description: 'Made of the title unless it is given.' }, make: stored }],
  ['is a version', { property: 'version', make: stored }],
])('a read-only value is no finding where it %s', async (_name, variant) => {
  expect(await rulesOf(variant)).toEqual([]);
});

test.each<[value: unknown, choices: unknown[], others: unknown[]]>([
  ['open', ['open', 'shut', 'held'], ['shut', 'open', 'shut']],
  ['open', ['open'], []],
  [true, [], [false, true, false]],
  ['a', [], ['ax', 'ay', 'az']],
  ['2026-01-02', [], ['2001-02-03', '2002-03-04', '2003-04-05']],
  [null, [], []],
  [{}, [], []],
])('other values than %j, of %j: %j', (value, choices, others) => {
  expect(otherValuesOf(value, choices)).toEqual(others);
});
