import { expect, test } from '@jest/globals';
import { ContractError, contractErrorCodes } from '../../../../src/toolkit/contract/document/contract-error.ts';
import type { OpenApiDocument, SchemaObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { SchemaValidator, violationPointer } from '../../../../src/toolkit/contract/schema/schema-validator.ts';

function violations(schema: SchemaObject, value: unknown, openapi = '3.1.1'): string[] {
  const document: OpenApiDocument = { openapi, components: { schemas: { S: schema, T: { type: 'string' } } } };
  const found = new SchemaValidator(document).validate(value, '#/components/schemas/S');
  return found.map((violation) => `${violationPointer('#', violation)} ${violation.keyword}`);
}

test.each<[name: string, schema: SchemaObject, value: unknown, wanted: string[]]>([
  ['a value that fits', { type: 'integer' }, 1, []],
  ['a missing property', { type: 'object', required: ['a'] }, {}, ['# required']],
  [
    'an excess property',
    { additionalProperties: false, properties: {} },
    { 'a/b': 1 },
    ['#/a~1b additionalProperties'],
  ],
  ['a wrong format', { type: 'string', format: 'date-time' }, 'yesterday', ['# format']],
  ['a number that JSON has no text for', { type: 'string' }, Number.NaN, ['# type']],
  ['an unknown format', { type: 'string', format: 'my-own' }, 'x', []],
  ['null where it is allowed', { type: ['string', 'null'] }, null, []],
  ['a $ref', { $ref: '#/components/schemas/T' }, 1, ['# type']],
  [
    'no branch of oneOf, said once',
    { oneOf: [{ type: 'string' }, { type: 'object', required: ['a'] }] },
    {},
    ['# oneOf'],
  ],
  ['keywords next to a oneOf', { required: ['b'], oneOf: [{ required: ['a'] }] }, {}, ['# oneOf', '# required']],
  [
    'what allOf says before a oneOf, here and behind a $ref',
    {
      allOf: [
        { properties: { a: { type: 'integer' } } },
        { properties: { b: { $ref: '#/components/schemas/T' } } },
        { oneOf: [{ required: ['x'] }, { type: 'string' }] },
      ],
    },
    { a: 'a', b: 1 },
    ['#/a type', '#/b type', '# oneOf'],
  ],
  ['then after an if that matches', { if: {}, then: { required: ['a'] } }, {}, ['# required']],
  ['a pattern that is no regular expression', { type: 'string', pattern: '[' }, 'x', []],
  [
    'several patterns, each matched in its own way',
    {
      properties: {
        a: { pattern: '[' },
        b: { pattern: '^(a+)+$' },
        c: { pattern: '^(b+)+$' },
        d: { pattern: '^(.+)\\1$' },
      },
    },
    { a: 'x', b: 'a', c: 'a', d: 'xx' },
    ['#/c pattern'],
  ],
  ['nullable in 3.1, which is ignored', { type: 'string', nullable: true }, null, ['# type']],
  ['a pattern without Unicode', { type: 'string', pattern: '^[\\w-\\.]+$' }, 'a-b', []],
])('%s', (_name, schema, value, wanted) => {
  expect(violations(schema, value)).toEqual(wanted);
});

test.each<[name: string, schema: SchemaObject, value: unknown, wanted: string[]]>([
  ['nullable', { type: 'string', nullable: true }, null, []],
  ['nullable with an enum', { type: 'string', nullable: true, enum: ['a'] }, null, []],
  ['not nullable', { type: 'string' }, null, ['# type']],
  ['exclusiveMinimum as a switch', { type: 'number', minimum: 1, exclusiveMinimum: true }, 1, ['# exclusiveMinimum']],
  ['exclusiveMaximum switched off', { type: 'number', maximum: 1, exclusiveMaximum: false }, 1, []],
  ['siblings of a $ref, which are ignored', { $ref: '#/components/schemas/T', minLength: 5 }, 'a', []],
])('OpenAPI 3.0: %s', (_name, schema, value, wanted) => {
  expect(violations(schema, value, '3.0.3')).toEqual(wanted);
});

test.each<[name: string, schemas: Record<string, unknown>, message: RegExp]>([
  [
    'of a type that does not exist',
    { S: { multipleOf: 'two', type: 'text' } },
    /schema at #\/components\/schemas\/S .* compiled/,
  ],
  ['that is no schema', { S: 'text' }, /no schema at #\/components\/schemas\/S/],
  [
    'with the $id of another',
    { S: { $id: 'a:b' }, T: { $id: 'a:b', type: 'null' } },
    /schemas of this contract .* compiled/,
  ],
])('a schema %s is a ContractError', (_name, schemas, message) => {
  const document = { openapi: '3.1.1', components: { schemas } } as OpenApiDocument;
  let thrown: unknown;
  try {
    new SchemaValidator(document).validate(1, '#/components/schemas/S');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ContractError);
  expect(thrown).toMatchObject({ code: contractErrorCodes.schema, message: expect.stringMatching(message) });
});

test('of more schemas than are kept compiled, each is still validated, and named', () => {
  const count = 1010;
  const names = Array.from({ length: count }, (_, index) => `S${index}`);
  const schemas = Object.fromEntries(names.map((name, index) => [name, { minimum: index }]));
  const same = { minimum: 5 };
  const validator = new SchemaValidator({ openapi: '3.1.1', components: { schemas: { ...schemas, Same: same } } });
  const placesOf = (name: string) => {
    const pointer = `#/components/schemas/${name}`;
    return validator.validate(-1, pointer).map((violation) => validator.placeOf(violation, pointer));
  };
  const all = [...names, 'S5', 'Same', 'S1009'];
  expect(all.map(placesOf)).toEqual(all.map((name) => [`#/components/schemas/${name}/minimum`]));
});

test('in 3.0, what is beside a $ref is ignored, and still a target of other ones', () => {
  const through = '#/components/schemas/A/allOf/3/properties/b';
  const document = {
    openapi: '3.0.3',
    paths: {},
    components: {
      schemas: {
        A: { $ref: '#/components/schemas/B', allOf: { 3: { properties: { b: { type: 'string', nullable: true } } } } },
        B: { properties: { c: { $ref: through }, d: { items: { $ref: through } } } },
      },
    },
  } as unknown as OpenApiDocument;
  const validator = new SchemaValidator(document, 'response');
  const isValid = (value: unknown) => validator.isValid(value, '#/components/schemas/A');
  expect([{ c: 'x', d: [null] }, { c: 1 }, { d: [1] }].map(isValid)).toEqual([true, false, false]);
  expect(document.components?.schemas).not.toHaveProperty('Target');
});
