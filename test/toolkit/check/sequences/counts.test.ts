/** A record counts those below it. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const refused = { '4XX': { description: 'No.' } };
const responses = (status: number, schema: object) => ({ [status]: { description: '', ...json(schema) }, ...refused });

interface Variant {
  /** The name of the number. */
  readonly count?: string;
  /** The state of a new pet. */
  readonly status?: string;
  readonly of?: (count: number) => number;
  /** How long the number is that of before, in milliseconds. */
  readonly lateMs?: number;
}

async function told({ count = 'petCount', status, of = (all) => all, lateMs = 0 }: Variant): Promise<string[]> {
  const integer = { type: 'integer' };
  const owner = object({ id: integer, [count]: integer });
  const pet = object({ id: integer, ...(status !== undefined && { status: { type: 'string' } }) });
  const contract = await contractOf({
    '/owners': { post: { operationId: 'register', responses: responses(201, owner) } },
    '/owners/{id}': { parameters: [id], get: { operationId: 'owner', responses: responses(200, owner) } },
    '/owners/{id}/pets': {
      parameters: [id],
      get: { operationId: 'pets', responses: responses(200, { type: 'array', items: pet }) },
      post: { operationId: 'adopt', responses: responses(201, pet) },
    },
  });
  const owners: { readonly born: number; readonly pet: object }[][] = [];
  const show = (pets: (typeof owners)[number]) => {
    const known = pets.filter(({ born }) => Date.now() - born >= lateMs).length;
    return { id: owners.indexOf(pets) + 1, [count]: of(known) };
  };
  const respond: Handler = ({ method, path }) => {
    const [, , key, below] = path.split('/');
    const allow = key === undefined ? ['POST'] : below === undefined ? ['GET'] : ['GET', 'POST'];
    if (!allow.includes(method)) return { status: 405, headers: { allow: allow.join(', ') } };
    if (key === undefined) return { status: 201, body: show(owners[owners.push([]) - 1] ?? []) };
    const pets = owners[Number(key) - 1];
    if (!pets) return { status: 404 };
    if (below === undefined) return { body: show(pets) };
    if (method === 'GET') return { body: pets.map((one) => one.pet) };
    const made = { id: pets.length + 1, ...(status !== undefined && { status }) };
    pets.push({ born: Date.now(), pet: made });
    return { status: 201, body: made };
  };
  const { findings } = await check(contract, respond);
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`);
}

test.each<Variant>([{}, { lateMs: 200 }, { of: () => 0, count: 'legCount' }, { of: () => 0, status: 'pending' }])(
  '%j is right',
  async (variant) => {
    expect(await told(variant)).toEqual([]);
  },
);

test.each(['petCount', 'pets_count', 'numberOfPets'])('%s that stays the same is found', async (count) => {
  expect(await told({ count, of: () => 7 })).toEqual([
    `list-total: adopt: owner still has ${count} 7 after adopt has created a record below it, which pets has`,
  ]);
});
