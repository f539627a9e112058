/** Records are replaced also where the values of the contract's example are another record's. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const properties = { code: { type: 'string', pattern: '^[A-Z]{3}-\\d{3}$' }, note: { type: 'string', maxLength: 20 } };
const sent = { type: 'object', required: ['code'], additionalProperties: false, properties };
const room = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, ...properties } };
const json = (schema: object, example?: object) => ({
  content: { 'application/json': { schema, ...(example && { example }) } },
});
const responses = (status: number) => ({
  [status]: { description: '', ...json(room) },
  409: { description: 'The code is taken.' },
  '4XX': { description: '' },
});
const requestBody = { required: true, ...json(sent, { code: 'ABC-123' }) };
const contract = contractOf({
  '/rooms': { post: { operationId: 'add', requestBody, responses: responses(201) } },
  '/rooms/{id}': {
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
    get: { operationId: 'read', responses: responses(200) },
    put: { operationId: 'replace', requestBody, responses: responses(200) },
  },
});

async function told(merges: boolean): Promise<string[]> {
  const rooms: { code: string; note?: string }[] = [];
  const { findings } = await check(await contract, ({ method, path, headers, text }) => {
    const key = path.split('/')[2];
    const allowed = key === undefined ? ['POST'] : ['GET', 'PUT'];
    if (!allowed.includes(method)) return { status: 405, headers: { allow: allowed.join(', ') } };
    const found = rooms[Number(key) - 1];
    if (key !== undefined && !found) return { status: /^[1-9]\d*$/.test(key) ? 404 : 400 };
    if (method === 'GET') return { body: { id: Number(key), ...found } };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    const body = roomIn(text);
    if (!body) return { status: 400 };
    if (rooms.some((other) => other !== found && other.code === body.code)) return { status: 409 };
    const index = found ? rooms.indexOf(found) : rooms.push(body) - 1;
    rooms[index] = merges ? { ...found, ...body } : body;
    return { status: found ? 200 : 201, body: { id: index + 1, ...rooms[index] } };
  });
  return findings.map(({ rule }) => rule).filter((rule) => rule !== 'malformed-body-accepted');
}

function roomIn(text: string): { code: string; note?: string } | undefined {
  try {
    const { code, note = '', ...others } = JSON.parse(text);
    const isRoom = /^[A-Z]{3}-\d{3}$/.test(code) && !/\n/.test(code) && typeof code === 'string';
    const isNote = typeof note === 'string' && [...note].length <= 20;
    return isRoom && isNote && Object.keys(others).length === 0 ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

test('a PUT that keeps what is left out is found', async () => {
  expect(await told(false)).toEqual([]);
  expect(await told(true)).toEqual(['not-replaced']);
});
