import { expect, jest, test } from '@jest/globals';
import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from '../../../../../src/toolkit/contract/document/openapi.ts';
import { fillingDefaults } from '../../../../../src/toolkit/contract/schema/create-ajv.ts';
import { boundByClock } from '../../../../../src/toolkit/contract/schema/limits/bounded-ajv.ts';
import { boundedValidation } from '../../../../../src/toolkit/contract/schema/limits/bounded-validation.ts';
import { requestQueue, responseQueue } from '../../../../../src/toolkit/contract/schema/limits/patient-queue.ts';
import { makePatientValidator } from '../../../../../src/toolkit/contract/schema/limits/patient-validator.ts';
import {
  cpuTimeMs,
  ValidationStopped,
  validationClock,
} from '../../../../../src/toolkit/contract/schema/limits/validation-clock.ts';
import { compilePattern } from '../../../../../src/toolkit/contract/schema/pattern-matcher.ts';

type Schemas = Readonly<Record<string, object>>;

const settings = { strict: false, validateSchema: false, verbose: true, logger: false } as const;
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The errors of a value by the schema `It`. */
function errorsOf(schemas: Schemas, value: object, options: Options = settings) {
  const document = { components: { schemas } } as unknown as OpenApiDocument;
  const compile = (allErrors: boolean) => {
    const ajv = new Ajv2020({ ...options, allErrors });
    boundByClock(ajv);
    return ajv.addSchema(document, 'it').compile({ $ref: 'it#/components/schemas/It' });
  };
  const validate = boundedValidation({
    judge: compile(false),
    makeCollector: () => compile(true),
    makePatient: () => makePatientValidator(document, '#/components/schemas/It', () => new Ajv2020(options)),
  });
  return Promise.resolve(validate(value)).then((errors) => errors.map(({ keyword }) => keyword));
}

const nested = (depth: number, inner: object) => {
  let value = inner;
  for (let level = 0; level < depth; level++) value = { child: value, kind: 'b' };
  return value;
};
const node = (kind: string) => ({ properties: { child: reference('It'), kind: { const: kind } }, required: ['kind'] });
test('a recursive union is decided once for each value', async () => {
  expect(await errorsOf({ It: { anyOf: [node('a'), node('b')] } }, nested(300, { kind: 'b' }))).toEqual([]);
  const wrong = await errorsOf({ It: { anyOf: [node('a'), node('b')] } }, nested(60, { kind: 'c' }));
  expect([wrong.length > 0, wrong.length < 500]).toEqual([true, true]);
});

test('what takes long has the defaults of the branches that match, at each level, and no others', async () => {
  const kindOf = (kind: string, name: string) => {
    const { properties, required } = node(kind);
    return { properties: { ...properties, [name]: { default: 1 } }, required };
  };
  const schemas = { It: { anyOf: [reference('A'), reference('B')] }, A: kindOf('a', 'ofA'), B: kindOf('b', 'ofB') };
  const value = nested(300, { kind: 'b' });
  expect(await errorsOf(schemas, value, { ...settings, ...fillingDefaults })).toEqual([]);
  expect(JSON.stringify(value).match(/of[AB]/g)).toEqual(Array(301).fill('ofB'));
});

test('a schema that references itself in place comes to an end', async () => {
  const It = { anyOf: [reference('It'), { items: { anyOf: Array(40).fill({ type: 'string' }) } }] };
  const document = { components: { schemas: { It } } } as unknown as OpenApiDocument;
  const validate = makePatientValidator(document, '#/components/schemas/It', () => new Ajv2020(settings));
  expect(await validate?.(['a'])).toEqual([]);
});

test('a value that exceeds the stack gets no error of the engine', () => {
  const validate = () => errorsOf({ It: { properties: { child: reference('It') } } }, nested(50_000, {}));
  expect(validate).toThrow(new ValidationStopped('depth'));
});

test('about a thousand errors are collected', async () => {
  const found = await errorsOf({ It: { items: { type: 'integer' } } }, Array(5000).fill('a'));
  expect([found.length > 1000, found.length < 1010]).toEqual([true, true]);
});

test('errors in branches that do not count end no collecting', async () => {
  const list = { oneOf: [{ items: { type: 'integer' } }, { items: { type: 'string' } }] };
  const It = { properties: { list, n: { type: 'integer' }, m: { type: 'integer' } } };
  // No time passes, however busy the machine is.
  using _clock = jest.spyOn(process, 'threadCpuUsage').mockReturnValue({ user: 0, system: 0 });
  expect(await errorsOf({ It }, { list: Array(3000).fill('a'), n: 'a', m: 'a' })).toEqual(['type', 'type']);
});

test('items that do not match contains leave one error each time', async () => {
  // No time passes, however busy the machine is.
  using _clock = jest.spyOn(process, 'threadCpuUsage').mockReturnValue({ user: 0, system: 0 });
  expect(await errorsOf({ It: { contains: { const: 1 } } }, Array(3000).fill(2))).toEqual(['const', 'contains']);
});

test('schemas that can only be validated at a stretch are, and stop in time', async () => {
  const Item = {
    anyOf: Array.from({ length: 30 }, (_, index) => ({ properties: { [`p${index}`]: {} } })),
    unevaluatedProperties: false,
  };
  const It = { items: { allOf: [reference('Item')], unevaluatedProperties: false } };
  expect(await errorsOf({ It, Item }, [{ p1: 1 }])).toEqual([]);
  await expect(
    errorsOf(
      { It, Item },
      Array.from({ length: 200_000 }, () => ({ p1: 1 })),
    ),
  ).rejects.toThrow(ValidationStopped);
});

test('the clock counts neither what is prepared once nor what runs outside of it', () => {
  // In CPU time, as this process may be given little of the other one.
  const busy = (ms: number) => {
    const end = cpuTimeMs() + ms;
    while (cpuTimeMs() < end) validationClock.step();
    return ms;
  };
  expect(busy(30)).toBe(30);
  expect(validationClock.run(5, () => validationClock.exclude(() => busy(30)))).toBe(30);
  expect(() => validationClock.run(5, () => busy(300))).toThrow(ValidationStopped);
  expect(validationClock.attempt(5, () => busy(300), -1)).toBe(-1);
  expect(busy(30)).toBe(30);
});

test('the time is looked at before each match of a long text', () => {
  let schema: object = { format: 'email' };
  for (let index = 0; index < 300; index++)
    schema = { if: { pattern: `^(?:a|a|b{${1 + (index % 50)}})*[x-z]$` }, then: true, else: schema };
  const ajv = new Ajv2020({ ...settings, code: { regExp: compilePattern } });
  boundByClock(ajv);
  const validate = ajv.compile(schema);
  const text = 'a'.repeat(200_000);
  validate('a');
  expect(() => validationClock.run(5, () => validate(text))).toThrow(ValidationStopped);
});

test('requests take turns with requests, and not with responses', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = [1, 2, 3].map(() => responseQueue.run(() => promise));
  expect(await requestQueue.run(async () => 'served')).toBe('served');
  const requests = [1, 2, 3].map(() => requestQueue.run(() => promise));
  await expect(requestQueue.run(() => promise)).rejects.toThrow(new ValidationStopped('busy'));
  resolve();
  await Promise.all([...held, ...requests]);
});
