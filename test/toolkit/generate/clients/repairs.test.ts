/** What is changed of a form, or of what openapi-generator makes of it, since the code would not compile else. */
import { expect, test } from '@jest/globals';
import type { Contract } from '../../../../src/index.ts';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { snakeCase } from '../../../../src/toolkit/generate/clients/casing.ts';
import { removeInapplicable } from '../../../../src/toolkit/generate/clients/form/inapplicable-keywords.ts';
import { nameInlineSchemas } from '../../../../src/toolkit/generate/clients/form/inline-schemas.ts';
import { distributeParts } from '../../../../src/toolkit/generate/clients/form/parts-with-unions.ts';
import { describePlainParts } from '../../../../src/toolkit/generate/clients/form/plain-parts.ts';
import { breakRequiredCycles } from '../../../../src/toolkit/generate/clients/form/required-cycles.ts';
import {
  describeUnwritable,
  isQuotable,
  removeUnwritable,
} from '../../../../src/toolkit/generate/clients/form/unwritable-names.ts';
import { isTag, nameModels, removeFilesFromUnions } from '../../../../src/toolkit/generate/clients/go-form.ts';
import { importUsed } from '../../../../src/toolkit/generate/clients/go-repairs.ts';
import { writeNames } from '../../../../src/toolkit/generate/clients/openapi-generator/names-in-code.ts';

function documentOf(schemas: Record<string, object>): OpenApiDocument {
  return { openapi: '3.1.1', components: { schemas: schemas as never } };
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test.each<[parts: object[], described: object | undefined, beside?: object]>([
  [[{ type: 'string', format: 'date' }, { maxLength: 3 }], { type: 'string', format: 'date' }],
  [[{ type: 'string', enum: ['a', 'b'] }, { maxLength: 1 }], { type: 'string', enum: ['a', 'b'] }],
  [[{ type: ['string', 'null'] }, { type: ['null', 'integer'] }], { type: 'null' }],
  [[{ type: 'array', items: { type: 'string' } }, { maxItems: 1 }], { type: 'array', items: { type: 'string' } }],
  [[{ type: 'string' }, { type: 'integer' }], {}],
  [
    [
      { type: 'number', format: 'double' },
      { type: 'integer', format: 'int64' },
    ],
    { type: 'integer', format: 'int64' },
  ],
  [[{ type: ['integer', 'null'] }, { type: ['null', 'number'] }], { type: ['integer', 'null'] }],
  [[ref('Text'), { minLength: 1 }], { type: 'string' }],
  [[ref('Text')], { type: 'string', nullable: true }, { nullable: true }],
  [[ref('Nullable'), { description: 'd' }], { type: 'array', items: {}, nullable: true }],
  [[ref('Enum'), { nullable: true }], { type: 'string', enum: ['a'], nullable: true }],
  [[ref('Enum')], undefined, { nullable: true }],
  [[{ type: 'string' }, { description: 'd' }], undefined],
  [[{ type: 'object' }, { required: ['a'] }], undefined],
  [[{ minLength: 1 }, { maxLength: 2 }], undefined],
])('the parts %j of a value are described as %j', (allOf, described, beside = {}) => {
  const schema = { allOf, ...beside };
  const document = documentOf({
    Text: { type: 'string' },
    Nullable: { type: 'array', nullable: true, items: {} },
    Enum: { type: 'string', enum: ['a'] },
  });
  describePlainParts(document, schema as never);
  expect(schema).toEqual(described === undefined ? { allOf, ...beside } : { ...described, if: {}, then: { allOf } });
});

test.each<[branches: object[], described: object | undefined]>([
  [[ref('Text'), { type: 'null' }], { type: ['string', 'null'], format: 'date' }],
  [[{ type: 'null' }, ref('List')], { type: ['array', 'null'], items: {} }],
  [[ref('Text'), ref('List'), { type: 'null' }], undefined],
  [[ref('Enum'), { type: 'null' }], undefined],
  [[ref('Object'), { type: 'null' }], undefined],
  [[ref('Text'), ref('List')], undefined],
])('a value that is one of %j is described as %j', (anyOf, described) => {
  const schema = { anyOf };
  const document = documentOf({
    Text: { type: 'string', format: 'date' },
    List: { type: 'array', items: {} },
    Enum: { type: 'string', enum: ['a', 'b'] },
    Object: { type: 'object' },
  });
  describePlainParts(document, schema as never);
  expect(schema).toEqual(described === undefined ? { anyOf } : { ...described, if: {}, then: { anyOf } });
});

test('what an object would have to have of itself is optional, and nothing else is', () => {
  const properties = {
    next: ref('Node'),
    list: { type: 'array', items: ref('Node') },
    to: { allOf: [ref('Far')] },
    before: { nullable: true, allOf: [ref('Node')] },
  };
  const schemas = {
    Node: { type: 'object', required: ['next', 'list', 'to', 'before'], properties },
    Far: { allOf: [{ required: ['via', 'name'] }, { properties: { via: ref('Node'), name: ref('Leaf') } }] },
    Leaf: { type: 'object', required: ['of'], properties: { of: { type: 'string' } } },
  };
  const document = documentOf(structuredClone(schemas));
  breakRequiredCycles(document);
  expect(document.components?.schemas).toEqual({
    ...schemas,
    Node: { ...schemas.Node, required: ['list', 'to', 'before'] },
    Far: { allOf: [{ required: ['name'] }, schemas.Far.allOf[1]] },
  });
});

test('a property that no field in Go can be tagged with is left out there, which is told', () => {
  const properties = { 'a b': {}, größe: {}, 'a,b': {}, 'a`b': {}, '-': {}, "a'b": {}, 'm²': {} };
  const document = documentOf({ A: { required: ['a b', 'a,b'], properties } });
  expect(
    describeUnwritable({ document } as Contract, 'go', isTag).map(({ message }) => message.split(' is ')[0]),
  ).toEqual(['property a,b', 'property a`b', 'property -', "property a'b", 'property m²']);
  removeUnwritable(document, isTag);
  expect(document.components?.schemas).toEqual({ A: { required: ['a b'], properties: { 'a b': {}, größe: {} } } });
});

test('a name with a quotation mark is none for languages whose generators write it as it is', () => {
  expect(['a b', "it's", 'a"b', 'a\\b', 'a\nb'].map(isQuotable)).toEqual([true, true, false, false, false]);
});

test('a model that Go would call like a function or a type of another one has another name', () => {
  const names = [
    'Pet',
    'NewPet',
    'NullablePet',
    'NullableNewPet',
    'New_PetWithDefaults',
    'News',
    'NewModel',
    'NewPetModel',
  ];
  expect(nameModels(documentOf(Object.fromEntries(names.map((name) => [name, {}]))))).toEqual({
    NewPet: 'NewPetModel2',
    NullablePet: 'NullablePetModel',
    NullableNewPet: 'NullableNewPetModel',
    New_PetWithDefaults: 'NewPetWithDefaultsModel',
  });
});

test('a model within another one is called by its title', () => {
  const inner = { type: 'object', title: 'NullablePet', properties: { a: {} } };
  const document = documentOf({ Pet: {}, Owner: { type: 'object', properties: { pet: inner } } });
  expect(nameModels(document)).toEqual({ NullablePet: 'NullablePetModel' });
});

test('an inline schema that stays in its place since it can be null has a title to be called by', () => {
  const inner = (title?: string) => ({
    type: 'object',
    nullable: true,
    ...(title && { title }),
    properties: { a: {} },
  });
  const document = { ...documentOf({ Owner: { type: 'object', properties: { pet: inner() } } }), openapi: '3.0.3' };
  nameInlineSchemas(document);
  expect(document.components?.schemas?.['Owner']?.properties).toEqual({ pet: inner('OwnerPet') });
});

test('a property has a name of letters and digits that begins with a letter', () => {
  const document = documentOf({ A: { properties: { '+1': {}, '-1': {}, '1st': {}, 'm²': {} } } });
  expect(writeNames(document, { enumValue: snakeCase, property: snakeCase })).toEqual({
    nameMappings: { '+1': 'plus_1', '-1': 'minus_1', '1st': 'value_1_st', 'm²': 'm_2' },
  });
});

test('keywords that say nothing of values of a type are removed', () => {
  const text = { type: ['string', 'null'], maxLength: 1, properties: {}, required: [], items: {}, minItems: 1 };
  const list = { type: 'array', items: {}, properties: {} };
  const any = { items: {}, properties: {} };
  for (const schema of [text, list, any]) removeInapplicable(schema as never);
  expect([text, list, any]).toEqual([
    { type: ['string', 'null'], maxLength: 1 },
    { type: 'array', items: {} },
    { items: {}, properties: {} },
  ]);
});

test('files within unions are texts in Go, and others stay files', () => {
  const file = { type: 'string', format: 'binary' };
  const document = documentOf({
    File: file,
    Either: {
      oneOf: [file, { type: 'string', format: 'uri' }, { type: 'array', items: ref('File') }],
      anyOf: [ref('File')],
    },
    Form: { type: 'object', properties: { file } },
    Nested: { type: 'array', items: ref('Nested') },
    Tree: { oneOf: [ref('Nested'), file] },
  });
  removeFilesFromUnions(document);
  const text = { type: 'string' };
  expect(document.components?.schemas).toEqual({
    File: file,
    Either: { oneOf: [text, { type: 'string', format: 'uri' }, { type: 'array', items: text }], anyOf: [text] },
    Form: { type: 'object', properties: { file } },
    Nested: { type: 'array', items: ref('Nested') },
    Tree: { oneOf: [ref('Nested'), text] },
  });
});

test.each([
  [
    'import (\n\t"fmt"\n)\nfunc a() map[string]time.Time',
    'import (\n\t"time"\n\t"fmt"\n)\nfunc a() map[string]time.Time',
  ],
  ['import (\n\t"time"\n)\nvar a time.Time', undefined],
  ['import (\n\t"fmt"\n\t"time"\n)\nvar a string', 'import (\n\t"fmt"\n)\nvar a string'],
  ['import (\n\t"fmt"\n)\n// time.Time /* os.File\nvar a = "http://a time.Time"\n/*\nos.File\n*/', undefined],
])('the file %j of Go imports what it uses', (text, wanted) => {
  expect(importUsed(text)).toBe(wanted ?? text);
});

test('what has parts and a union of objects is a union of what has both', () => {
  const schemas = {
    A: { type: 'object', properties: { a: {} } },
    B: { type: 'object', properties: { b: {} } },
    Either: { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'a' } },
    Needs: { type: 'object', properties: { a: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
  };
  const document = documentOf(schemas);
  const distribute = (schema: object) => {
    const copy = structuredClone(schema);
    distributeParts(document, [copy as never]);
    return copy;
  };
  const more = { properties: { c: {} } };
  const both = { type: 'object', allOf: [ref('A'), more] };
  const other = { type: 'object', allOf: [ref('B'), more] };
  const alone = { allOf: [ref('Either')] };
  expect(distribute(alone)).toEqual({ ...schemas.Either, if: {}, then: alone });
  const parts = { allOf: [ref('Either'), more] };
  expect(distribute(parts)).toEqual({ oneOf: [both, other], if: {}, then: parts });
  const beside = { allOf: [more], anyOf: [ref('A'), ref('B')] };
  expect(distribute(beside)).toEqual({ anyOf: [both, other], if: {}, then: beside });
  for (const left of [{ allOf: [ref('Needs'), more] }, { allOf: [ref('A')] }, schemas.Either])
    expect(distribute(left)).toEqual(left);
});

test('what a union that is a part says besides is kept in each branch, also where that is written as a union itself', () => {
  const id = { required: ['id'], properties: { id: {} } };
  const base = { properties: { base: {} } };
  const more = { properties: { more: {} } };
  const document = documentOf({
    A: { properties: { a: {} } },
    B: { type: 'object', properties: { b: {} } },
    Either: { ...id, allOf: [base], oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'id' } },
    Outer: { allOf: [more, ref('Either')] },
  });
  const { Either, Outer } = document.components?.schemas ?? {};
  distributeParts(document, [Either, Outer] as never);
  expect(Either).toMatchObject({
    oneOf: [{ allOf: [ref('A'), base, id] }, { type: 'object', allOf: [ref('B'), base, id] }],
  });
  expect(Outer).toMatchObject({
    oneOf: [{ allOf: [ref('A'), more, base, id] }, { type: 'object', allOf: [ref('B'), more, base, id] }],
  });
  for (const written of [Either, Outer]) expect(written).not.toHaveProperty('discriminator');
});
