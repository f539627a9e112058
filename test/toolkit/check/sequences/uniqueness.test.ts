/** A create with the values of another record, and a change with the tag of another version, are refused where the contract says so. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const text = { type: 'string', minLength: 1, maxLength: 40 };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const ifMatch = { name: 'If-Match', in: 'header', schema: { type: 'string' } };
const refusal = { description: 'No.' };

interface Variant {
  /** Of the property, of the 409, and of the create. */
  readonly says?: string;
  readonly of409?: string;
  readonly ofCreate?: string;
  /** What the create is called. */
  readonly summary?: string;
  /** That of each record. */
  readonly state?: string;
  readonly property?: string;
  readonly declares409?: boolean;
  readonly declares412?: boolean;
  readonly isChecked?: boolean;
  /** The first record is given again. */
  readonly isIdempotent?: boolean;
  /** A new record takes the place of the one with the same values. */
  readonly replaces?: boolean;
  readonly checksTag?: boolean;
  /** What is unique is null in each record. */
  readonly isNull?: boolean;
}

function contractWith({ says, of409, ofCreate, summary, property = 'email', isNull, ...more }: Variant) {
  const words = says && { description: says };
  const sent = {
    type: 'object',
    required: [property],
    properties: { [property]: { ...text, ...(!isNull && words) }, ...(isNull && { code: { type: 'null', ...words } }) },
  };
  const shown = { id: { type: 'integer' }, state: text };
  const record = { allOf: [sent, { required: ['id'], properties: shown }] };
  const ok = (status: number) => ({
    [status]: { description: 'It.', content: { 'application/json': { schema: record } } },
    '4XX': refusal,
  });
  const requestBody = { required: true, content: { 'application/json': { schema: sent } } };
  const { declares409 = true, declares412 = true } = more;
  return contractOf({
    '/users': {
      post: {
        operationId: 'create',
        ...(ofCreate && { description: ofCreate }),
        ...(summary && { summary }),
        requestBody,
        responses: { ...ok(201), ...(declares409 && { 409: { description: of409 ?? 'No.' } }) },
      },
    },
    '/users/{id}': {
      parameters: [id],
      get: { operationId: 'read', responses: ok(200) },
      put: {
        operationId: 'replace',
        parameters: [ifMatch],
        requestBody,
        responses: { ...ok(200), ...(declares412 && { 412: refusal }) },
      },
    },
  });
}

async function rulesOf(variant: Variant): Promise<string[]> {
  const { property = 'email', isChecked = false, isIdempotent, replaces, checksTag = true, state } = variant;
  const users = new Map<number, Record<string, unknown>>();
  let last = 0;
  const { findings } = await check(await contractWith(variant), ({ method, path, text: sent, headers }) => {
    const key = path.split('/')[2];
    const isOne = key !== undefined;
    if (!(isOne ? ['GET', 'PUT'] : ['POST']).includes(method))
      return { status: 405, headers: { allow: isOne ? 'GET, PUT' : 'POST' } };
    if (isOne && !/^[1-9]\d*$/.test(key)) return { status: 400 };
    const body = parse(sent);
    const value = body?.[property];
    const isFit = typeof value === 'string' && value !== '' && [...value].length <= 40;
    const isSound = isFit && (body?.['code'] ?? null) === null;
    if (method !== 'GET' && headers['content-type'] !== 'application/json') return { status: 415 };
    if (method !== 'GET' && !isSound) return { status: 400 };
    if (isOne && !users.has(Number(key))) return { status: 404 };
    if (method === 'GET') return { body: users.get(Number(key)) };
    const twin = [...users.values()].find((one) => one[property] === value && one['id'] !== Number(key));
    if (method === 'POST' && twin && isIdempotent) return { status: 201, body: twin };
    if (method === 'POST' && twin && replaces) users.delete(Number(twin['id']));
    if (twin && isChecked) return { status: 409 };
    const tag = headers['if-match'];
    if (isOne && checksTag && tag !== undefined && tag !== '*') return { status: 412 };
    const own = { ...body, ...(state && { state }), id: isOne ? Number(key) : ++last };
    users.set(own.id, own);
    return { status: isOne ? 200 : 201, body: own };
  });
  return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

function parse(sent: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(sent)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

test.each<[name: string, variant: Variant]>([
  ['a property', { says: 'Must be unique.' }],
  ['the 409', { of409: 'The address is already taken.' }],
  ['the 409, the other way round', { of409: 'A user with this address exists already.' }],
  ['the 409, which says who has one', { of409: 'The firm already has a user of this address.' }],
  ['the 409, which says what is taken', { of409: 'The address is taken.' }],
  ['the create', { ofCreate: 'Adds a user. Duplicates are refused.' }],
  ['a seat that is sold', { ofCreate: 'A seat is sold once (409).', summary: 'Buy a ticket', property: 'seat' }],
  ['a room that is booked', { of409: 'The room is already booked.', summary: 'Book a room', property: 'room' }],
])('a second record with values that are unique by the words of %s is found', async (_name, variant) => {
  expect(await rulesOf(variant)).toEqual(['not-unique']);
  expect(await rulesOf({ ...variant, isChecked: true })).toEqual([]);
});

test.each<[name: string, variant: Variant]>([
  ['nothing says that a value is unique', { of409: 'The account is closed.' }],
  ['somebody has something else', { of409: 'The firm already has a user who is its owner.' }],
  ['no 409 is declared', { says: 'Must be unique.', declares409: false }],
  ['it is the id of something else', { says: 'Unique.', property: 'groupId' }],
  ['its description is that of an id', { says: 'The unique identifier of the group.' }],
  ['a key makes it idempotent', { of409: 'The idempotency key was already used.' }],
  ['the first one is given again', { says: 'Unique.', isIdempotent: true }],
  ['the value may be null, and is', { says: 'Unique.', isNull: true }],
  ['none is booked', { of409: 'The hotel is fully booked.', summary: 'Book a room', property: 'hotel' }],
  ['it is booked later', { of409: 'The room is booked.', summary: 'Book a room', property: 'room', state: 'pending' }],
  ['it is sold elsewhere', { of409: 'The seat is sold.', summary: 'Offer a price', property: 'seat' }],
  ['it takes the place of the first one', { says: 'Unique.', replaces: true }],
])('a second record with the same values is no finding where %s', async (_name, variant) => {
  expect(await rulesOf(variant)).toEqual([]);
});

test('a second record that names others is no finding', async () => {
  const group = {
    type: 'object',
    properties: { id: { type: 'integer', readOnly: true }, title: text },
    required: ['title'],
  };
  const member = {
    type: 'object',
    properties: { id: { type: 'integer', readOnly: true }, groupId: { type: 'integer', minimum: 1 } },
    required: ['groupId'],
  };
  const resource = (name: string, schema: object, words?: string) => {
    const content = { 'application/json': { schema } };
    const responses = (status: number) => ({ [status]: { description: 'It.', content }, '4XX': refusal });
    const taken = words && { 409: { description: words } };
    return {
      [`/${name}`]: { post: { requestBody: { required: true, content }, responses: { ...responses(201), ...taken } } },
      [`/${name}/{id}`]: { parameters: [id], get: { responses: responses(200) } },
    };
  };
  const contract = await contractOf({
    ...resource('groups', group),
    ...resource('members', member, 'It already exists.'),
  });
  const stored = { groups: [] as object[], members: [] as object[] };
  const { findings } = await check(contract, ({ method, path, text: sent, headers }) => {
    const [, name, key] = path.split('/') as [string, 'groups' | 'members', string?];
    if (method !== (key === undefined ? 'POST' : 'GET'))
      return { status: 405, headers: { allow: key === undefined ? 'POST' : 'GET' } };
    if (key !== undefined) {
      const body = /^[1-9]\d*$/.test(key) ? stored[name][Number(key) - 1] : undefined;
      return body ? { body } : { status: 404 };
    }
    const body = parse(sent);
    const value = body?.[name === 'groups' ? 'title' : 'groupId'];
    const isText = typeof value === 'string' && value !== '' && [...value].length <= 40;
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    if (name === 'groups' ? !isText : !Number.isInteger(value) || Number(value) < 1) return { status: 400 };
    if (name === 'members' && !stored.groups[Number(value) - 1]) return { status: 404 };
    if (name === 'members' && stored.members.some((one) => (one as { groupId?: unknown }).groupId === value))
      return { status: 409 };
    const own = { ...body, id: stored[name].length + 1 };
    stored[name].push(own);
    return { status: 201, body: own };
  });
  expect(findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
});

test('an If-Match that is ignored is found where a 412 is declared', async () => {
  expect(await rulesOf({ checksTag: false })).toEqual(['precondition-ignored']);
  expect(await rulesOf({ checksTag: false, declares412: false })).toEqual([]);
});
