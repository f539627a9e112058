/** An update doesn't change when a record was created. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

interface Variant {
  readonly property?: string;
  readonly description?: string;
  /** Whether clients send it. */
  readonly isSent?: boolean;
  /** Of the PUT. */
  readonly statuses?: readonly number[];
  /** What the server makes of the time with an update. */
  readonly update?: (time: string) => string;
}

const created = '2026-03-04T05:06:07.891Z';
const later = () => '2026-03-04T05:06:08.892Z';

async function messagesOf({ property = 'createdAt', description, isSent, statuses = [200], update }: Variant) {
  const time = { type: 'string', format: 'date-time', ...(description && { description }) };
  const title = { type: 'string', minLength: 1, maxLength: 40 };
  const sent = {
    type: 'object',
    required: ['title'],
    additionalProperties: false,
    properties: { title, ...(isSent && { [property]: time }) },
  };
  const record = { type: 'object', properties: { id: { type: 'integer' }, title, [property]: time } };
  const content = { 'application/json': { schema: record } };
  const responses = (...all: readonly number[]) => ({
    ...Object.fromEntries(all.map((status) => [status, { description: 'It.', content }])),
    '4XX': { description: 'No.' },
  });
  const requestBody = { required: true, content: { 'application/json': { schema: sent } } };
  const contract = await contractOf({
    '/notes': { post: { requestBody, responses: responses(201) } },
    '/notes/{id}': {
      parameters: [id],
      get: { responses: responses(200) },
      put: { operationId: 'replace', requestBody, responses: responses(...statuses) },
    },
  });
  const notes: Record<string, unknown>[] = [];
  const { findings } = await check(contract, ({ method, path, text }) => {
    const key = path.split('/')[2];
    const index = key === undefined ? notes.length : Number(key) - 1;
    if (key !== undefined && !notes[index]) return { status: 404 };
    if (method === 'GET') return { body: notes[index] };
    let body: Record<string, unknown>;
    try {
      body = Object(JSON.parse(text));
    } catch {
      return { status: 400 };
    }
    const time = key === undefined ? created : (update ?? String)(created);
    notes[index] = { [property]: time, ...body, id: index + 1 };
    return { status: key === undefined ? 201 : 200, body: notes[index] };
  });
  return findings.filter(({ rule, message }) => rule === 'not-kept' && message.includes(property));
}

test.each<[name: string, variant: Variant]>([
  ['createdAt', {}],
  ['created_at', { property: 'created_at' }],
  ['created', { property: 'created' }],
  ['dateCreated', { property: 'dateCreated' }],
  ['a time that the contract says is constant', { description: 'It never changes, whatever is updated.' }],
])('a PUT that changes %s is found', async (_name, variant) => {
  expect(await messagesOf({ ...variant, update: later })).toHaveLength(1);
  expect(await messagesOf(variant)).toEqual([]);
});

test.each<[name: string, variant: Variant]>([
  ['a time of the update', { property: 'updatedAt', update: later }],
  ['the time of a version', { description: 'When this version was created.', update: later }],
  ['a time that clients send', { isSent: true, update: later }],
  ['the time of a PUT that creates', { statuses: [200, 201], update: later }],
  ['whole seconds', { update: () => '2026-03-04T05:06:07Z' }],
  ['seconds that are rounded', { update: () => '2026-03-04T05:06:08.000Z' }],
  ['hundredths', { update: () => '2026-03-04T05:06:07.89Z' }],
  ['three hundredths of a second', { update: () => '2026-03-04T05:06:07.893Z' }],
  ['another zone', { update: () => '2026-03-04T06:06:07.891+01:00' }],
  ['no zone', { update: () => '2026-03-04T05:06:07.891' }],
])('a PUT after which a record has %s is no finding', async (_name, variant) => {
  expect(await messagesOf(variant)).toEqual([]);
});
