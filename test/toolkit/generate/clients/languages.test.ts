import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { GenerateError, generateErrorCodes, loadContract } from '../../../../src/index.ts';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import {
  asciiOf,
  packageWords,
  pascalCase,
  snakeCase,
  upperSnakeCase,
} from '../../../../src/toolkit/generate/clients/casing.ts';
import { nameEnumValues } from '../../../../src/toolkit/generate/clients/form/enum-names.ts';
import { makeForm } from '../../../../src/toolkit/generate/clients/form/form.ts';
import { ModelNames } from '../../../../src/toolkit/generate/clients/form/model-names.ts';
import { OperationNames } from '../../../../src/toolkit/generate/clients/form/operation-names.ts';
import { anchorPatterns } from '../../../../src/toolkit/generate/clients/form/patterns.ts';
import { findLanguage } from '../../../../src/toolkit/generate/clients/index.ts';
import { generatorError } from '../../../../src/toolkit/generate/clients/openapi-generator/failure.ts';
import { writeNames } from '../../../../src/toolkit/generate/clients/openapi-generator/names-in-code.ts';
import { parseOptions } from '../../../../src/toolkit/generate/clients/openapi-generator/options.ts';
import { namesIn } from '../../../../src/toolkit/generate/clients/openapi-generator/readme.ts';
import { inFolder } from '../../../files.ts';

const contract = await loadContract(join(import.meta.dirname, '../../../clients/parcels.yaml'));

function documentOf(schemas: Record<string, object>): OpenApiDocument {
  return { openapi: '3.1.1', components: { schemas: schemas as never } };
}

test.each([
  ['web-hook_ID', 'web_hook_id', 'WebHookId', 'WEB_HOOK_ID'],
  ['HTTPStatus2', 'http_status_2', 'HttpStatus2', 'HTTP_STATUS_2'],
  ['createdOn', 'created_on', 'CreatedOn', 'CREATED_ON'],
])('%s is written as %s, %s and %s', (name, snake, pascal, upper) => {
  expect([snakeCase(name), pascalCase(name), upperSnakeCase(name)]).toEqual([snake, pascal, upper]);
});

test.each([
  ['webhooks-client', ['webhooks', 'client']],
  ['@shop/petstore', ['petstore']],
  ['class', ['class', 'client']],
  ['2checkout', ['client', '2checkout']],
])('the package %s is called %j in code', (name, words) => {
  expect(packageWords(name)).toEqual(words);
});

test.each([
  [['a', 'b'], undefined],
  [
    ['a-b', 'a_b'],
    ['AB', 'AB2'],
  ],
  [
    ['+1', '-1', ''],
    ['Plus1', 'Minus1', 'Empty'],
  ],
  [
    ['10min', 'B', 'b'],
    ['Value10min', 'B', 'B2'],
  ],
])('the values %j are called %j', (values, names) => {
  const schema = { type: 'string', enum: values };
  nameEnumValues(schema);
  expect((schema as Record<string, unknown>)['x-enum-varnames']).toEqual(names);
});

test('models have names that no language has for something else, and that differ in more than case', () => {
  const names = new ModelNames();
  expect(['List', 'Pet', 'pet', 'Pe_t', '1st'].map((name) => names.add(name))).toEqual([
    'ListModel',
    'Pet',
    'petModel',
    'Pe_t2',
    'Model1st',
  ]);
});

test('properties that a language would call the same get other names, also within allOf', () => {
  const document = documentOf({
    Base: { properties: { 'a-b': {}, copy: {} } },
    Whole: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { a_b: {} } }] },
  });
  const naming = { enumValue: upperSnakeCase, property: snakeCase, reserved: new Set(['copy']) };
  expect(writeNames(document, naming)).toEqual({ nameMappings: { copy: 'copy2', 'a-b': 'a_b2' } });
});

test('what a language has only for some letters, or takes for methods, is called otherwise', () => {
  const document: OpenApiDocument = {
    ...documentOf({ A: { properties: { x: {}, has_x: {}, ' ': {}, $: {}, 日付: {} } } }),
    paths: {
      '/': {
        parameters: ['ctx', '日付', '時間', 'id'].map((name) => ({ name, in: 'query', schema: {} })),
      },
    },
  };
  const naming = {
    enumValue: upperSnakeCase,
    property: (name: string) => snakeCase(asciiOf(name)),
    reservedParameters: new Set(['ctx']),
    membersOf: (name: string) => [`has_${name}`],
  };
  expect(writeNames(document, naming)).toEqual({
    nameMappings: { has_x: 'has_x2', ' ': 'value', $: 'value2', 日付: 'value3' },
    parameterNameMappings: { ctx: 'ctx2', 日付: 'value', 時間: 'value2' },
  });
});

test('operations have names that each language can write, and that differ in it', () => {
  const names = new OperationNames();
  const ids = ['list pets', 'List-Pets', 'import', '1st', 'größe', '更新', '削除'];
  expect(ids.map((id) => names.nameOperation(id, 'patch', '/pets/{id}'))).toEqual([
    'list_pets',
    'List_Pets2',
    'call_import',
    'call_1st',
    'gro_e',
    'patch_pets_id',
    'patch_pets_id2',
  ]);
});

test('tags that would be one class have one name, and others than ASCII have a number', () => {
  const names = new OperationNames();
  expect(['pet store', 'Pet-Store', '1st', 'ペット', '店', 'ペット'].map((tag) => names.nameTag(tag))).toEqual([
    'pet store',
    'pet store',
    'Tag 1st',
    'Tag',
    'Tag2',
    'Tag',
  ]);
});

test('a README has the names of the generated code', () => {
  const nameOf = namesIn(new Map([['a.py', 'class ApiApi:\n    def call1_delete(self']]), /^class (\w+)|def (\w+)\(/gm);
  expect(['APIApi', 'call_1_delete', 'other'].map(nameOf)).toEqual(['ApiApi', 'call1_delete', 'other']);
});

test('the form has no defaults, nameless parameters, ends of comments, broken discriminators or plain values in parts', async () => {
  const parts = { allOf: [{ $ref: '#/components/schemas/Id' }, { description: 'It says */ more.' }] };
  const branches = [
    { title: 'One', description: 'd', properties: { a: { type: 'string' } } },
    { title: 'Two', properties: { b: { type: 'string', default: 'c' } } },
  ];
  const schemas = {
    Id: { type: 'string', default: 'a' },
    Whole: { type: 'object', properties: { id: parts, either: { anyOf: branches } } },
    Broken: { type: 'object', discriminator: { propertyName: 'kind', mapping: { a: '#/components/responses/Ok' } } },
    Plain: { type: 'object', discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/Id' } } },
    Absent: { type: 'object', discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/None' } } },
    Behind: { type: 'object', discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/Alias' } } },
    Alias: { $ref: '#/components/schemas/Id' },
    Branch: { discriminator: { propertyName: 'kind' }, anyOf: [{ $ref: '#/components/schemas/Id' }] },
    Sound: {
      type: 'object',
      discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/Whole' } },
    },
  };
  const parameters = [
    { name: '', in: 'query', schema: {} },
    { name: 'a', in: 'query', schema: {} },
  ];
  const get = { parameters, responses: { 200: { description: '' } } };
  const text = JSON.stringify({
    openapi: '3.1.1',
    info: { title: 'T', version: '1' },
    paths: { '/': { parameters, get } },
    components: { schemas, responses: { Ok: { description: '' } } },
  });
  await inFolder({ 'openapi.json': text }, async (folder) => {
    const { document } = makeForm(await loadContract(join(folder, 'openapi.json')));
    const item = document.paths?.['/'];
    expect([item?.parameters, item?.get?.parameters].map((list) => list?.map(({ name }) => name))).toEqual([
      ['a'],
      ['a'],
    ]);
    const { Whole, Broken, Plain, Absent, Behind, Branch, Sound, WholeEither, ...others } =
      document.components?.schemas ?? {};
    expect(Whole?.properties?.['id']).toEqual({
      allOf: [{ $ref: '#/components/schemas/Id' }, { description: 'It says * / more.' }],
    });
    expect(WholeEither?.['anyOf']).toEqual([
      { $ref: '#/components/schemas/WholeEitherOne' },
      { $ref: '#/components/schemas/WholeEitherTwo' },
    ]);
    for (const schema of [Broken, Plain, Absent, Behind]) expect(schema).toEqual({ type: 'object' });
    expect(Branch).not.toHaveProperty('discriminator');
    expect(Sound).toEqual(schemas.Sound);
    expect(Object.keys(others)).toEqual(['Id', 'Alias', 'WholeEitherOne', 'WholeEitherTwo']);
    expect(JSON.stringify(document)).not.toContain('"default"');
  });
});

test.each([
  ['\\d{6}', ['P-123456', '123'], [true, false]],
  ['^a|b$', ['ax', 'xb', 'x'], [true, true, false]],
  ['^\\S+$', ['ab', 'a b'], [true, false]],
])('the pattern %s finds the same where it is matched at the beginning only', (pattern, texts, found) => {
  const document = documentOf({ A: { type: 'string', pattern } });
  anchorPatterns(document);
  const anchored = String(document.components?.schemas?.['A']?.['pattern']);
  expect(texts.map((text) => new RegExp(pattern).test(text))).toEqual(found);
  expect(texts.map((text) => new RegExp(anchored, 'y').test(text))).toEqual(found);
});

test('a pattern that Python has not is left out, as valid responses would be refused by it', () => {
  const document = documentOf({ A: { type: 'string', pattern: '^\\p{L}+$' } });
  anchorPatterns(document);
  expect(document.components?.schemas?.['A']).toEqual({ type: 'string' });
});

test.each([
  [['packageName=shop'], { packageName: 'shop' }],
  [['-p', 'a=1', '--additional-properties=b=2,c=3'], { a: '1', b: '2', c: '3' }],
  [['--library', 'restclient'], { library: 'restclient' }],
  [['--library=restclient', 'x=a=b'], { library: 'restclient', x: 'a=b' }],
])('the options %j are %j', (words, options) => {
  expect(parseOptions(words)).toEqual(options);
});

test('a word that is no option is refused', () => {
  expect(() => parseOptions(['--verbose'])).toThrow(
    /--verbose is no option of a generator: write options as name=value/,
  );
});

describe('why openapi-generator made nothing', () => {
  const { origins } = makeForm(contract);

  test.each([
    [
      "java.lang.RuntimeException: Could not process model 'Parcel'. Please make sure that your schema is correct!\n" +
        '\tat org.openapitools.A.b(A.java:1)\n' +
        'Caused by: java.lang.IllegalArgumentException: two properties are called the same',
      /parcels\.yaml:\d+:\d+: #\/components\/schemas\/Parcel: .* in go of this contract: two properties are called the same\. Change/,
    ],
    [
      'java.lang.RuntimeException: Could not process operation:\n  Operation: getParcel\nCaused by: java.lang.NullPointerException: no type',
      /parcels\.yaml:\d+:\d+: #\/paths\/~1parcels~1\{parcelId\}\/get: .*: no type\. Change/,
    ],
    [
      'java.lang.StackOverflowError',
      /^openapi-generator can't make a client in go .*: java\.lang\.StackOverflowError\./,
    ],
  ])('%s', async (log, message) => {
    const error = await generatorError(contract, origins, 'go', log);
    expect(error).toBeInstanceOf(GenerateError);
    expect(error.code).toBe(generateErrorCodes.generatorFailed);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/at org/);
  });
});

test('what is not carried over is said, with its place', () => {
  const { notes, document } = makeForm(contract);
  expect(notes).toEqual([
    {
      pointer: '#/webhooks/parcelDelivered',
      message: "webhook parcelDelivered is left out: a client doesn't receive it",
    },
  ]);
  expect(document.webhooks).toBeUndefined();
  expect(JSON.stringify(document)).not.toMatch(/"(?:links|example|examples|const)":/);
});

test('an operation has one tag, and a generator of openapi-generator that nobody tried is a language too', () => {
  const { document } = makeForm(contract);
  expect(document.paths?.['/parcels/{parcelId}/photos']?.post?.tags).toEqual(['Photos']);
  expect(findLanguage('kotlin')).toMatchObject({
    generator: 'kotlin',
    description: 'as openapi-generator makes it; untested',
  });
});
