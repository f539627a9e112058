import { expect, test } from '@jest/globals';
import { loadContract, type MockWarning } from '../../../src/mock.ts';
import { validatorOf } from '../../../src/toolkit/contract/schema/schema-validator.ts';
import { inFolder } from '../../files.ts';
import { withMock } from './with-mock.ts';

const contractOf = (media: object, schemas: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Truth', version: '1' },
  paths: { '/it': { get: { responses: { 200: { description: 'ok', content: { 'application/json': media } } } } } },
  components: { schemas },
});

const at = '#/paths/~1it/get/responses/200/content/application~1json/schema';

const node = {
  Node: {
    type: 'object',
    required: ['id', 'next', 'children'],
    properties: {
      id: { type: 'integer' },
      next: { oneOf: [{ $ref: '#/components/schemas/Node' }, { type: 'null' }] },
      children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
      owner: { $ref: '#/components/schemas/Owner' },
    },
  },
  Owner: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 1 },
      nodes: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Node' } },
    },
  },
};
const pets = {
  Pet: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' } },
    discriminator: {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
    },
  },
  Cat: {
    allOf: [
      { $ref: '#/components/schemas/Pet' },
      { type: 'object', required: ['lives'], properties: { lives: { type: 'integer', minimum: 1, maximum: 9 } } },
    ],
  },
  Dog: {
    allOf: [
      { $ref: '#/components/schemas/Pet' },
      { type: 'object', required: ['barks'], properties: { barks: { const: true } } },
    ],
  },
};

/** Schemas that a generator easily gets wrong. */
const schemas: [name: string, schema: object, components?: object][] = [
  ['a pattern', { type: 'string', pattern: '^\\w+: .+$' }],
  ['a pattern with lookaheads', { type: 'string', pattern: '^(?=.*[A-Z])(?=.*\\d).{8,}$' }],
  ['a pattern of Unicode classes', { type: 'string', pattern: '^\\p{Lu}\\p{L}+$' }],
  ['a pattern and a length', { type: 'string', pattern: '^[a-f]+$', minLength: 30, maxLength: 32 }],
  ['bounds', { type: 'integer', minimum: 7, maximum: 7 }],
  ['a step within bounds', { type: 'number', exclusiveMinimum: 0.1, maximum: 0.3, multipleOf: 0.1 }],
  [
    'formats',
    {
      type: 'object',
      required: ['a', 'b', 'c', 'd'],
      properties: {
        a: { type: 'string', format: 'email' },
        b: { type: 'string', format: 'ipv6' },
        c: { type: 'string', format: 'duration' },
        d: { type: 'string', format: 'date-time' },
      },
    },
  ],
  [
    'what all parts want',
    {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
        { required: ['b'], properties: { b: { type: 'string', maxLength: 2 }, a: { minimum: 50 } } },
      ],
    },
  ],
  [
    'one branch and no other',
    {
      oneOf: [
        { type: 'object', properties: { a: { type: 'string' } } },
        { type: 'object', properties: { b: { type: 'integer' } } },
      ],
    },
  ],
  ['no branch', { type: 'string', not: { enum: ['string', 'text', ''] } }],
  [
    'different items',
    { type: 'array', minItems: 4, uniqueItems: true, items: { type: 'integer', minimum: 1, maximum: 4 } },
  ],
  ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 }],
  [
    'other properties',
    { type: 'object', minProperties: 2, additionalProperties: { type: 'boolean' }, propertyNames: { pattern: '^x-' } },
  ],
  ['names by a pattern', { type: 'object', patternProperties: { '^x-': { type: 'integer' } }, minProperties: 2 }],
  [
    'a back reference and what an array contains',
    {
      type: 'object',
      required: ['years', 'fives'],
      properties: {
        years: { type: 'string', pattern: '^(?<y>\\d{4})-\\k<y>$' },
        fives: { type: 'array', items: { type: 'integer' }, contains: { const: 5 }, minContains: 2 },
      },
    },
  ],
  [
    'what an array may contain at most',
    {
      type: 'array',
      minItems: 4,
      items: { type: 'integer' },
      contains: { type: 'integer', minimum: 1 },
      minContains: 1,
      maxContains: 2,
    },
  ],
  [
    'two things that an array contains, one of them beyond a tuple',
    {
      type: 'array',
      prefixItems: [{ type: 'string' }],
      items: { enum: [1, 2, 3] },
      allOf: [{ contains: { const: 2 } }, { contains: { const: 3 } }],
    },
  ],
  [
    'what a property brings along',
    {
      type: 'object',
      required: ['card'],
      properties: { card: { type: 'string' }, iban: { type: 'string' } },
      dependentSchemas: {
        card: { required: ['cvc'], properties: { cvc: { type: 'string', pattern: '^\\d{3}$' } } },
        iban: { properties: { card: false } },
      },
    },
  ],
  ['a circle', { $ref: '#/components/schemas/Node' }, node],
  ['a discriminator', { $ref: '#/components/schemas/Cat' }, pets],
  [
    'a choice by discriminator',
    { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] },
    pets,
  ],
  [
    'no property but writeOnly ones',
    {
      type: 'object',
      required: ['secret', 'name'],
      properties: { secret: { type: 'string', writeOnly: true }, name: { type: 'string' } },
    },
  ],
  [
    'if and then',
    {
      type: 'object',
      required: ['kind'],
      properties: { kind: { enum: ['a', 'b'] } },
      if: { properties: { kind: { const: 'a' } } },
      then: { required: ['extra'], properties: { extra: { type: 'integer' } } },
    },
  ],
];

test.each(schemas.map(([name, ...rest]) => [name, rest] as const))(
  'a response keeps %s',
  (_name, [schema, components]) =>
    inFolder({ 'a.json': JSON.stringify(contractOf({ schema }, components)) }, async (folder) => {
      const { validator } = { validator: validatorOf(await loadContract(`${folder}/a.json`)) };
      for (const dynamic of [false, true]) {
        await withMock(contractOf({ schema }, components), { dynamic }, async (ask) => {
          const { status, body } = await ask('GET', '/it');
          expect(status).toBe(200);
          const violations = validator
            .validate(body, at)
            .filter(({ params }) => params['missingProperty'] !== 'secret');
          expect([body, violations]).toEqual([body, []]);
        });
      }
    }),
);

test('a chosen branch has its name in the discriminator', () =>
  withMock(contractOf({ schema: { $ref: '#/components/schemas/Dog' } }, pets), {}, async (ask) => {
    expect((await ask('GET', '/it')).body).toEqual({ kind: 'dog', barks: true });
  }));

test('an example that breaks its schema is replaced by a valid value, with one warning and its position', async () => {
  const schema = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
  };
  const contract = contractOf({ schema, example: { id: 'seven', name: 'Rex' } });
  const warnings: MockWarning[] = [];
  await withMock(contract, { onWarning: (warning) => warnings.push(warning) }, async (ask) => {
    for (const _ of [1, 2]) expect((await ask('GET', '/it')).body).toEqual({ id: 1, name: 'Rex' });
  });
  expect(warnings).toEqual([
    { message: expect.stringContaining('/id must be integer'), pointer: '#/paths/~1it/get/responses/200' },
  ]);
  await withMock(contract, { trustExamples: true }, async (ask) => {
    expect((await ask('GET', '/it')).body).toEqual({ id: 'seven', name: 'Rex' });
  });
});

test('an invalid pattern is a warning when the mock starts', async () => {
  const warnings: MockWarning[] = [];
  const contract = contractOf({ schema: { type: 'string', pattern: '^[a-z]++$' } });
  await withMock(contract, { onWarning: (warning) => warnings.push(warning) }, async () => {});
  expect(warnings).toEqual([{ message: expect.stringContaining('"++"'), pointer: `${at}/pattern` }]);
});

test('an example that is JSON in a string is sent as JSON', () =>
  withMock(contractOf({ schema: { type: 'object' }, example: '{"a": 1}' }), {}, async (ask) => {
    expect((await ask('GET', '/it')).body).toEqual({ a: 1 });
  }));

test('the same seed gives the same bytes, another seed other bytes', async () => {
  const schema = {
    type: 'array',
    minItems: 3,
    items: {
      type: 'object',
      required: ['name', 'mail'],
      properties: {
        name: { type: 'string', 'x-faker': 'person.fullName' },
        mail: { type: 'string', format: 'email' },
        size: { type: 'number' },
      },
    },
  };
  const bytes = (seed: number) =>
    withMock(contractOf({ schema }), { dynamic: true, seed }, async (ask) =>
      JSON.stringify((await ask('GET', '/it')).body),
    );
  expect(await bytes(1)).toBe(await bytes(1));
  expect(await bytes(1)).not.toBe(await bytes(2));
});

test('an impossible schema gets a response, and the mock keeps running', () =>
  withMock(
    contractOf({
      schema: {
        type: 'objekt',
        required: true,
        properties: { a: { type: 'string', minLength: 'x' } },
        exclusiveMaximum: true,
      },
    }),
    {},
    async (ask) => {
      for (const _ of [1, 2]) expect((await ask('GET', '/it')).status).toBe(200);
    },
  ));

test.each([
  [
    'a list that no end of trying fills',
    { type: 'array', minItems: 30_000, uniqueItems: true, items: { enum: [1, 2] } },
  ],
  [
    'names that a pattern hasn’t enough of',
    { type: 'object', minProperties: 900, additionalProperties: false, patternProperties: { '^[ab]$': {} } },
  ],
  ['a value within itself', { $ref: '#/components/schemas/Self' }],
  ['a schema that applies itself to its value', { $ref: '#/components/schemas/Same' }],
  ['lengths that exclude each other', { type: 'string', minLength: 9, maxLength: 3 }],
])('%s is responded to, and told with its place', async (_name, schema) => {
  const components = {
    Self: { type: 'object', required: ['self'], properties: { self: { $ref: '#/components/schemas/Self' } } },
    Same: { anyOf: [{ allOf: [{ $ref: '#/components/schemas/Same' }] }, { type: 'null' }] },
  };
  const warnings: MockWarning[] = [];
  await withMock(contractOf({ schema }, components), { onWarning: (one) => warnings.push(one) }, async (ask) => {
    expect((await ask('GET', '/it')).status).toBe(200);
    expect((await ask('GET', '/it', undefined, { prefer: 'dynamic=true' })).status).toBe(200);
  });
  expect(warnings[0]?.message).toMatch(/^no value of this schema was found/);
  expect(warnings[0]?.pointer).toMatch(/^#\/(paths\/~1it\/get\/responses\/200\/content|components\/schemas)\//);
});

test('a default that breaks its own schema is not applied, and told once', async () => {
  const post = {
    parameters: [{ name: 'size', in: 'query', schema: { type: 'integer', maximum: 5, default: 9 } }],
    requestBody: {
      content: { 'application/json': { schema: { type: 'object', properties: { a: { enum: ['x'], default: 'y' } } } } },
    },
    responses: { 200: { description: 'ok' } },
  };
  const warnings: MockWarning[] = [];
  const contract = { ...contractOf({}), paths: { '/a': { post }, '/b': { post: { ...post } } } };
  await withMock(contract, { onWarning: (one) => warnings.push(one) }, async (ask) => {
    for (const target of ['/a', '/a', '/b']) expect((await ask('POST', target, {})).status).toBe(200);
  });
  expect(warnings.map(({ message }) => message.split(',')[0])).toEqual([
    'the default 9 breaks its own schema',
    'the default "y" breaks its own schema',
    'the default 9 breaks its own schema',
    'the default "y" breaks its own schema',
  ]);
});
