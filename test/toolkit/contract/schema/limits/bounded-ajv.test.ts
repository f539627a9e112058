import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { OpenApiDocument } from '../../../../../src/toolkit/contract/document/openapi.ts';
import { boundByClock } from '../../../../../src/toolkit/contract/schema/limits/bounded-ajv.ts';
import { makePatientValidator } from '../../../../../src/toolkit/contract/schema/limits/patient-validator.ts';

const settings = {
  strict: false,
  validateSchema: false,
  multipleOfPrecision: 9,
  verbose: true,
  logger: false,
} as const;

function bounded(allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({ ...settings, allErrors });
  boundByClock(ajv);
  return ajv;
}

function patient(schema: object | boolean) {
  const document = { components: { schemas: { It: schema } } } as unknown as OpenApiDocument;
  const validate = makePatientValidator(document, '#/components/schemas/It', () => new Ajv2020(settings));
  return validate && (async (value: unknown) => (await validate(value)).length === 0);
}

const leaf = fc.constantFrom(
  {},
  { type: 'integer' },
  { type: 'string', maxLength: 1 },
  { type: 'object' },
  { type: 'array' },
  { const: { a: 1, b: [2] } },
  { enum: [null, 1, 'a', ...Array.from({ length: 10 }, (_, a) => ({ a, b: 1 }))] },
  { $ref: '#/components/schemas/It' },
);
const { schema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record(
      {
        type: fc.constantFrom('array', ['array', 'object', 'integer']),
        items: tie('schema'),
        contains: tie('schema'),
        minContains: fc.constantFrom(0, 2),
        uniqueItems: fc.boolean(),
        maxItems: fc.constantFrom(0, 2),
        unevaluatedItems: fc.constantFrom(false, { type: 'integer' }),
      },
      { requiredKeys: [] },
    ),
    fc.record({ prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), items: tie('schema') }),
    fc.record(
      {
        properties: fc.record({ a: tie('schema'), b: tie('schema') }, { requiredKeys: [] }),
        patternProperties: fc.record({ '^a': tie('schema'), '^(b+)+$': tie('schema') }, { requiredKeys: [] }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        propertyNames: fc.constantFrom({ maxLength: 1 }, { pattern: '^(a|b)*$' }),
        maxProperties: fc.constantFrom(0, 1),
        required: fc.constant(['a']),
        unevaluatedProperties: fc.constantFrom(false, { type: 'integer' }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
        oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
        allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        not: tie('schema'),
        if: tie('schema'),
        then: tie('schema'),
      },
      { requiredKeys: [] },
    ),
  ),
}));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(1, 2, 1.5, 'a', 'bb', null, true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'c'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('bounded validators accept what plain ones accept, and so do those that pause', async () => {
  let patients = 0;
  await fc.assert(
    fc.asyncProperty(schema, fc.array(value, { minLength: 3, maxLength: 6 }), async (given, values) => {
      const document = { $id: 'it', components: { schemas: { It: given } }, $ref: '#/components/schemas/It' };
      const compile = (ajv: Ajv2020) => {
        try {
          return ajv.compile(document);
        } catch {
          return undefined;
        }
      };
      const plain = compile(new Ajv2020({ ...settings, allErrors: true }));
      const judge = compile(bounded(false));
      const collector = compile(bounded(true));
      expect([judge === undefined, collector === undefined]).toEqual([plain === undefined, plain === undefined]);
      if (!plain) return;
      const slow = patient(given);
      for (const one of values) {
        let verdicts: unknown[];
        try {
          verdicts = [plain(one), judge?.(one), collector?.(one)];
        } catch (error) {
          // A schema that references itself in place never ends, and Ajv forgets a variable in some schemas.
          if (error instanceof RangeError || error instanceof ReferenceError) return;
          throw error;
        }
        expect(verdicts).toEqual([verdicts[0], verdicts[0], verdicts[0]]);
        if (!slow) continue;
        patients++;
        expect(await slow(one)).toBe(verdicts[0]);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 60), seed: 14 },
  );
  expect(patients).toBeGreaterThan(50);
});

test.each<[name: string, schema: object, valid: readonly unknown[], invalid: readonly unknown[]]>([
  ['contains after prefixItems', { prefixItems: [{ type: 'integer' }], contains: {} }, [[1]], [[], ['a']]],
  [
    'unique lists and objects',
    { uniqueItems: true },
    [
      [
        { a: 1, b: 2 },
        { a: 2, b: 1 },
      ],
      [1, '1', [1], ['1'], null, 'null'],
    ],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [[[]], [[]]],
      [1, 1.0],
    ],
  ],
  [
    'a large enumeration',
    { enum: [...Array.from({ length: 20 }, (_, a) => ({ a, b: [a] })), 'x', null] },
    [{ b: [3], a: 3 }, 'x', null],
    [{ a: 3, b: [4] }, { a: 3 }, { a: 3, b: [3], c: 1 }, 'y', '{"a":3,"b":[3]}', undefined],
  ],
  [
    'unevaluatedProperties after a branch that does not match',
    {
      if: { type: 'string' },
      then: { properties: { b: true } },
      patternProperties: { a: true },
      unevaluatedProperties: false,
    },
    [{ a: 1 }, {}],
    [{ b: 1 }],
  ],
  ['maxProperties of anything', { maxProperties: 1 }, [{ a: 1 }, [1, 2], 'ab', null], [{ a: 1, b: 2 }]],
])('%s', async (_name, given, valid, invalid) => {
  for (const allErrors of [false, true]) {
    const validate = bounded(allErrors).compile(given);
    expect([valid.filter((one) => !validate(one)), invalid.filter((one) => validate(one))]).toEqual([[], []]);
  }
  const slow = patient(given);
  for (const one of valid) expect(await slow?.(one)).toBe(true);
  for (const one of invalid) expect(await slow?.(one)).toBe(false);
});

test.each<[name: string, schema: object, value: unknown, keyword: string]>([
  ['maxItems', { uniqueItems: true, items: { type: 'string' }, $ref: '#/$defs/no', maxItems: 1 }, [1, 1], 'maxItems'],
  ['maxLength', { pattern: '^b', anyOf: [{ pattern: '^c' }], $ref: '#/$defs/no', maxLength: 1 }, 'aa', 'maxLength'],
  [
    'maxProperties',
    { propertyNames: { pattern: '^b' }, not: {}, $ref: '#/$defs/no', maxProperties: 1 },
    { a: 1, c: 1 },
    'maxProperties',
  ],
])('%s is judged first', (_name, given, value, keyword) => {
  const validate = bounded(false).compile({ ...given, $defs: { no: false } });
  validate(value);
  expect(validate.errors?.map((error) => error.keyword)).toEqual([keyword]);
});

test.each([true, false])('a schema may be %s', async (given) => {
  expect(await patient(given)?.(1)).toBe(given);
});
