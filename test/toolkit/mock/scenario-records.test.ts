import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadContract, loadScenario, type MockError, type Scenario } from '../../../src/mock.ts';
import { inFolder } from '../../files.ts';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({ description: 'fine', content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const address = {
  type: 'object',
  required: ['street', 'city'],
  properties: { street: { type: 'string' }, city: { type: 'string' } },
};
const owner = {
  type: 'object',
  required: ['id', 'name', 'email', 'kind'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: { type: 'string' },
    email: { type: 'string', format: 'email' },
    password: { type: 'string', writeOnly: true },
    kind: { type: 'string', enum: ['private', 'farm'] },
    age: { type: ['integer', 'null'] },
    address,
    pets: {
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string' }, weight: { type: 'number' } } },
    },
  },
};
const contractOf = (record: object, list: object = { type: 'array', items: record }) => ({
  openapi: '3.1.0',
  info: { title: 'Owners', version: '1' },
  paths: {
    '/owners': { get: { operationId: 'list', responses: { 200: json(list) } } },
    '/owners/{id}': { get: { operationId: 'read', parameters: [id], responses: { 200: json(record) } } },
  },
});
const closed = { ...owner, additionalProperties: false };
const behindAllOf = {
  allOf: [
    { type: 'object', properties: { id: { type: 'integer' } } },
    { ...owner, properties: { ...owner.properties } },
  ],
};
const wrapped = { type: 'object', properties: { data: owner } };
const sealed = { ...behindAllOf, unevaluatedProperties: false };
const jsonApi = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    type: { const: 'owners' },
    attributes: { type: 'object', properties: { name: { type: 'string' } } },
  },
};
const onlyList = { ...contractOf(owner), paths: { '/owners': contractOf(owner).paths['/owners'] } };
const wrappedList = {
  ...onlyList,
  paths: {
    '/owners': {
      get: { responses: { 200: json({ type: 'object', properties: { items: { type: 'array', items: owner } } }) } },
    },
  },
};
const profile = { ...onlyList, paths: { '/me': { get: { operationId: 'me', responses: { 200: json(owner) } } } } };
const union = {
  type: 'object',
  required: ['id', 'pay'],
  properties: {
    id: { type: 'integer' },
    pay: {
      oneOf: [
        { type: 'object', required: ['by', 'iban'], properties: { by: { const: 'bank' }, iban: { type: 'string' } } },
        {
          type: 'object',
          required: ['by', 'digits'],
          properties: { by: { const: 'card' }, digits: { type: 'string' } },
        },
      ],
    },
  },
};
const ofEither = (...schemas: object[]) => contractOf({ ...owner, oneOf: schemas });
const inEither = (a: object, more: object = {}) => ({ type: 'object', properties: { a, ...more } });
const named = contractOf({ $ref: '#/components/schemas/Owner' });
const listed = named.paths['/owners'];
const searched = { ...named, components: { schemas: { Owner: owner } }, paths: { ...named.paths, '/search': listed } };
const created = {
  post: {
    requestBody: { content: json({ type: 'object' }).content },
    responses: { 201: json({ ...owner, properties: { ...owner.properties, nick: { type: 'string' } } }) },
  },
};
const createdAlso = {
  ...contractOf(owner),
  paths: { ...contractOf(owner).paths, '/owners': { ...contractOf(owner).paths['/owners'], ...created } },
};

/** What is said of the one record of a scenario, without the file's name. */
const told = (contract: object, records: string) =>
  inFolder({ 'openapi.json': JSON.stringify(contract), 'a.yaml': `records:\n  ${records}\n` }, async (folder) => {
    const messages: string[] = [];
    const withoutFile = (text: string) => text.replace(/^.*a\.yaml:/, '');
    const onWarning = ({ message, position }: { message: string; position: { line: number; column: number } }) =>
      void messages.push(`warning ${position.line}:${position.column}: ${message}`);
    await loadScenario(join(folder, 'a.yaml'), await loadContract(join(folder, 'openapi.json')), { onWarning }).catch(
      (error: MockError) => messages.push(...[error.message, ...error.details].map(withoutFile)),
    );
    return messages;
  });

const unknown = (name: string, place: string, more = '') =>
  `warning ${place}: ${name} is no declared property of a record of /owners${more}`;
const excess = (name: string, more = '') =>
  `${name} is no property of a record of /owners, which may have no others than those declared${more}`;

describe('the records of a scenario are checked', () => {
  test.each<readonly [what: string, contract: object, records: string, messages: readonly string[]]>([
    [
      'an unknown name',
      contractOf(owner),
      '/owners: [{ emial: a@b.de }]',
      [unknown('emial', '2:15', '. Did you mean email?')],
    ],
    [
      'one that may not be',
      contractOf(closed),
      '/owners: [{ emial: a@b.de }]',
      [`2:15: ${excess('emial', '. Did you mean email?')}`],
    ],
    [
      'behind allOf',
      contractOf(behindAllOf),
      '/owners: [{ nam: A }]',
      [unknown('nam', '2:15', '. Did you mean name?')],
    ],
    ['and closed', contractOf(sealed), '/owners: [{ nam: A }]', [`2:15: ${excess('nam', '. Did you mean name?')}`]],
    [
      'in a wrapper',
      contractOf(wrapped, { type: 'array', items: owner }),
      '/owners: [{ nam: A }]',
      [unknown('nam', '2:15', '. Did you mean name?')],
    ],
    ['without a read', onlyList, '/owners: [{ nam: A }]', [unknown('nam', '2:15', '. Did you mean name?')]],
    ['in a wrapped list', wrappedList, '/owners: [{ nam: A }]', [unknown('nam', '2:15', '. Did you mean name?')]],
    ['inside', contractOf(owner), '/owners: [{ address: { street: X, town: Y } }]', [unknown('address.town', '2:37')]],
    [
      'in a list',
      contractOf(owner),
      '/owners: [{ pets: [{ nmae: Rex }] }]',
      [unknown('pets.nmae', '2:24', '. Did you mean name?')],
    ],
    [
      'in another object',
      contractOf(jsonApi),
      '/owners: [{ name: A }]',
      [unknown('name', '2:15', '. Did you mean attributes.name?')],
    ],
    [
      'several times',
      contractOf(owner),
      '/owners: [{ nam: A }, { nam: B }]',
      [unknown('nam', '2:15', '. Did you mean name? (2 times)')],
    ],
    ['where any may be', contractOf({ ...owner, additionalProperties: true }), '/owners: [{ nam: A }]', []],
    ['where some may be', contractOf({ ...owner, patternProperties: { '^x': {} } }), '/owners: [{ nam: A }]', []],
    ['a part of a record', contractOf(closed), '/owners: [{ address: { street: X }, password: x }]', []],
    ['nothing that is missing', contractOf(union), '/owners: [{ pay: { by: bank } }]', []],
    [
      'a value',
      contractOf(owner),
      '/owners: [{ kind: firm }]',
      ['2:21: kind of a record of /owners must be one of "private", "farm", not "firm". Did you mean farm?'],
    ],
    [
      'a format',
      contractOf(owner),
      '/owners: [{ email: ada }]',
      ['2:22: email of a record of /owners must match format "email", not "ada"'],
    ],
    [
      'a type',
      contractOf(owner),
      '/owners: [{ name: 5 }]',
      ['2:21: name of a record of /owners must be string, not 5: put it in quotes'],
    ],
    [
      'a quoted one',
      contractOf(owner),
      `/owners: [{ age: '5' }]`,
      ['2:20: age of a record of /owners must be integer,null, not "5": write it without quotes'],
    ],
    [
      'a value inside',
      contractOf(owner),
      '/owners: [{ pets: [{ weight: x }] }]',
      ['2:32: pets.weight of a record of /owners must be number, not "x"'],
    ],
    [
      'in a branch',
      contractOf(union),
      '/owners: [{ pay: { by: bank, iban: 5 } }]',
      ['2:38: pay.iban of a record of /owners must be string, not 5: put it in quotes'],
    ],
    [
      'all of them',
      contractOf(owner),
      '/owners: [{ kind: x, age: y }]',
      [expect.stringContaining('2:21: kind') as never, expect.stringContaining('2:29: age') as never],
    ],
    [
      'what there is one of',
      profile,
      '/me: { nam: A }',
      ['warning 2:10: nam is no declared property of a record of /me. Did you mean name?'],
    ],
    [
      'a list of one',
      profile,
      '/me: [{ nam: A }]',
      ['warning 2:11: nam is no declared property of a record of /me. Did you mean name?'],
    ],
    ['one that is many', profile, '/me: [{}, {}]', ['2:3: there is one of /me: it must be an object']],
    [
      'many that are one',
      contractOf(owner),
      '/owners: { name: A }',
      ['2:3: the records of /owners must be a list of objects, or a number'],
    ],
    [
      'a path that lists those of another one',
      searched,
      '/search: [{ name: A }]',
      ['warning 2:3: the records of /search are those of /owners: give them there'],
    ],
    ['what only a create responds with', createdAlso, '/owners: [{ nick: A }]', []],
    [
      'what any object may be',
      contractOf({ ...owner, properties: { ...owner.properties, more: { type: 'object' } } }),
      '/owners: [{ more: { a: 1 } }]',
      [],
    ],
    [
      'how many there are, and what goes together',
      contractOf({ ...owner, minProperties: 9, dependentRequired: { name: ['age'] }, not: { required: ['x'] } }),
      '/owners: [{ name: A }]',
      [],
    ],
    [
      'a long value',
      contractOf(owner),
      `/owners: [{ age: ${'x'.repeat(80)} }]`,
      [`2:20: age of a record of /owners must be integer,null, not "${'x'.repeat(59)}…`],
    ],
    [
      'a number for a list',
      contractOf(owner),
      '/owners: [{ pets: 5 }]',
      ['2:21: pets of a record of /owners must be array, not 5'],
    ],
    [
      'a text for an object',
      contractOf(owner),
      `/owners: [{ address: '5' }]`,
      ['2:24: address of a record of /owners must be object, not "5"'],
    ],
    [
      'the only branch of an object',
      ofEither({ type: 'string' }, inEither({ type: 'string' })),
      '/owners: [{ a: true }]',
      ['2:18: a of a record of /owners must be string, not true: put it in quotes'],
    ],
    [
      'one of several branches',
      ofEither(inEither({ type: 'string' }), inEither({ type: 'integer' })),
      '/owners: [{ a: true }]',
      [expect.stringMatching(/^2:13: a record of \/owners must match/) as never],
    ],
    [
      'a condition',
      contractOf({ ...owner, if: inEither({ const: 1 }), then: inEither({ type: 'string' }) }),
      '/owners: [{ name: A }]',
      [],
    ],
    [
      'a condition and its opposite',
      contractOf({ ...owner, if: {}, then: inEither({ type: 'string' }), else: inEither({ type: 'integer' }) }),
      '/owners: [{ a: true }]',
      [expect.stringMatching(/^2:13: a record of \/owners must match/) as never],
    ],
    [
      'what is beside branches',
      ofEither(inEither({ type: 'string' })),
      '/owners: [{ kind: firm }]',
      [expect.stringMatching(/^2:21: kind of/) as never],
    ],
    [
      'what all have beside branches',
      contractOf({ allOf: [owner], anyOf: [inEither({})], oneOf: [inEither({})] }),
      '/owners: [{ kind: firm }]',
      [expect.stringMatching(/^2:21: kind of/) as never],
    ],
    [
      'a path without a collection',
      contractOf(owner),
      '/owners/{id}: [{ name: A }]',
      ['warning 2:3: the records of /owners/{id} are not kept: no operation lists or reads them'],
    ],
  ])('%s', async (_what, contract, records, messages) => {
    expect(await told(contract, records)).toEqual(messages);
  });

  test('also in code, and at run time', () =>
    withMock(contractOf(closed), {}, async (ask, mock) => {
      const scenario: Scenario = { records: { '/owners': [{ nam: 'A' }] } };
      expect(() => mock.playScenario(scenario)).toThrow(excess('nam', '. Did you mean name?'));
      expect((await ask('POST', '/__concordat/scenario', scenario)).status).toBe(400);
    }));
});

test('what a scenario is played with nevertheless is told once', () => {
  const warnings: string[] = [];
  const scenario: Scenario = { records: { '/owners': [{ nam: 'A' }] } };
  const onWarning = ({ message }: { message: string }) => void warnings.push(message);
  return withMock(contractOf(owner), { scenario, onWarning }, async (_ask, mock) => {
    mock.playScenario(scenario);
    expect(warnings).toEqual(['scenario: nam is no declared property of a record of /owners. Did you mean name?']);
  });
});

describe('what a scenario leaves out', () => {
  const records = { '/owners': [{ name: 'Ada Lovelace', address: { street: 'Main 1' } }, { kind: 'farm' }] } as const;

  test('is made up as far as it is required, and follows from what it says', () =>
    withMock(contractOf(owner), { scenario: { records } }, async (ask) => {
      const [ada, farm] = (await ask('GET', '/owners')).body;
      expect(ada).toEqual({
        id: 1,
        name: 'Ada Lovelace',
        email: 'ada.lovelace@example.com',
        kind: expect.stringMatching(/private|farm/),
        address: { street: 'Main 1', city: expect.stringMatching(/^[A-Z]\w+/) },
      });
      expect(farm).toMatchObject({ id: 2, name: expect.stringMatching(/^\w+ \w+/), kind: 'farm' });
    }));

  test('of what there is one of is made up as well', () =>
    withMock(profile, { scenario: { records: { '/me': { name: 'Ada', kind: 'farm' } } } }, async (ask) => {
      expect((await ask('GET', '/me')).body).toMatchObject({
        name: 'Ada',
        kind: 'farm',
        email: expect.stringMatching(/@/),
      });
    }));

  test('slugs follow names, and references lead to records', () => {
    const book = {
      type: 'object',
      required: ['slug', 'title', 'ownerId', 'owner', 'state'],
      properties: {
        slug: { type: 'string' },
        title: { type: 'string' },
        ownerId: { type: 'integer' },
        owner: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
        state: { type: 'string', enum: ['lost', 'lent', 'there'], default: 'lent' },
      },
    };
    const slug = { name: 'slug', in: 'path', required: true, schema: { type: 'string' } };
    const { paths, ...rest } = contractOf(owner);
    const contract = {
      ...rest,
      paths: {
        ...paths,
        '/books': { get: { operationId: 'listBooks', responses: { 200: json({ type: 'array', items: book }) } } },
        '/books/{slug}': { get: { operationId: 'getBook', parameters: [slug], responses: { 200: json(book) } } },
      },
    };
    const owners = [4, 5, 6, 7, 8].map((one) => ({ id: one }));
    const [title, state] = ['A Room of Her Own', 'lent'];
    const given = owners.map((own) => ({ slug: `of-${own.id}`, title, ownerId: own.id, owner: own, state }));
    const scenario = { records: { '/owners': owners, '/books': [{ title }, ...given] } };
    return withMock(contract, { scenario }, async (ask) => {
      const [first, ...others] = (await ask('GET', '/books')).body;
      expect(first).toMatchObject({ slug: 'a-room-of-her-own', title, state });
      for (const one of [first.ownerId, first.owner.id]) expect(owners).toContainEqual({ id: one });
      expect(others).toMatchObject(given);
    });
  });
});
