/** `Location` leads to the record that was created. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type TestResponse } from '../with-server.ts';

const text = { type: 'string' };
const json = (properties: object) => ({
  description: 'It.',
  content: { 'application/json': { schema: { type: 'object', required: Object.keys(properties), properties } } },
});
const trip = json({ id: text });
const contract = contractOf({
  '/trips': {
    post: { operationId: 'start', responses: { 201: trip } },
    get: {
      operationId: 'list',
      responses: { 200: json({ trips: { type: 'array', items: { type: 'object', properties: { id: text } } } }) },
    },
  },
  '/trips/{id}': {
    get: {
      operationId: 'read',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      responses: { 200: trip, '4XX': { description: 'No.' } },
    },
  },
});

/** @param shown what is at a Location that isn't that of the record */
async function reported(location: (id: string) => string, shown: (id: string) => TestResponse): Promise<string[]> {
  const trips: string[] = [];
  const { findings } = await check(await contract, ({ method, path }) => {
    const [, kind, key] = path.split('/');
    const allow = kind === 'trips' && key === undefined ? 'GET, POST' : 'GET';
    if (!allow.split(', ').includes(method)) return { status: 405, headers: { allow } };
    if (path === '/trips' && method === 'GET') return { body: { trips: trips.map((id) => ({ id })) } };
    if (path === '/trips') {
      const id = `trip-${trips.length}`;
      trips.push(id);
      return { status: 201, body: { id }, headers: { location: location(id) } };
    }
    if (kind === 'trips' && trips.includes(key as string) && path === `/trips/${key}`) return { body: { id: key } };
    return kind === 'trips' && path === `/trips/${key}` ? { status: 404 } : shown(trips[Number(key)] as string);
  });
  return findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

/** Where the record is under another name. */
const number = (id: string) => `/numbers/${id.slice('trip-'.length)}`;
const car = () => ({ body: { plate: 'B-42' } });

test.each<[string, (id: string) => string, (id: string) => TestResponse]>([
  ['itself', (id) => `/trips/${id}`, car],
  ['what has it inside', number, (id) => ({ body: { data: { trip: { id } } } })],
  ['what links to it', number, (id) => ({ body: { links: { self: `/trips/${id}` } } })],
  ['a part of it', (id) => `/trips/${id}/state`, () => ({ body: { state: 'driving' } })],
  ['a page about it', () => '/last.html', () => ({ body: '<p>A trip', headers: { 'content-type': 'text/html' } })],
  ['what only others may read', () => '/last', () => ({ status: 403 })],
])('a Location may lead to %s', async (_where, location, shown) => {
  expect(await reported(location, shown)).toEqual([]);
});

test.each<[string, (id: string) => string, (id: string) => TestResponse, string]>([
  ['the list', () => '/trips', car, 'reads something else than the record trip-1 at its Location, /trips'],
  ['something else', () => '/cars/1', car, 'reads something else than the record trip-1 at its Location, /cars/1'],
  ['the one before', () => '/trips/trip-0', car, 'reads the record trip-0 at the Location of the record trip-1'],
  [
    'nothing',
    () => '/trip',
    () => ({ status: 404 }),
    'responds with 404 at the Location of the record that was just created',
  ],
])('a Location that leads to %s is reported', async (_where, location, shown, message) => {
  expect(await reported(location, shown)).toEqual([`start: read ${message}`]);
});

test.each([400, 404, 422])('a Location where nothing is, which is said by a %i, is found', async (status) => {
  expect(await reported(number, () => ({ status }))).toEqual([
    `start: read responds with ${status} at the Location of the record that was just created`,
  ]);
});
