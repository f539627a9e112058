import { expect, jest, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from '../../../../../src/toolkit/contract/document/openapi.ts';
import { boundByClock } from '../../../../../src/toolkit/contract/schema/limits/bounded-ajv.ts';
import { boundedValidation } from '../../../../../src/toolkit/contract/schema/limits/bounded-validation.ts';
import { makePatientValidator } from '../../../../../src/toolkit/contract/schema/limits/patient-validator.ts';

const makeAjv = (allErrors = false) => new Ajv2020({ allErrors, verbose: true, strict: false, useDefaults: true });

function validation(schema: object) {
  const compile = (allErrors: boolean) => {
    const ajv = makeAjv(allErrors);
    boundByClock(ajv);
    return ajv.compile(schema);
  };
  const document = { components: { schemas: { It: schema } } } as unknown as OpenApiDocument;
  return boundedValidation({
    judge: compile(false),
    makeCollector: () => compile(true),
    makePatient: () => makePatientValidator(document, '#/components/schemas/It', makeAjv),
  });
}

const properties = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { default: { x: [1, 2] } }]));
const records = { type: 'array', items: { type: 'object', properties } };

test('as many defaults are filled in as a request needs', async () => {
  const list: object[] = Array.from({ length: 20_000 }, () => ({ a: 1 }));
  expect(await validation(records)(list)).toEqual([]);
  expect(list.at(-1)).toEqual({ a: 1, b: { x: [1, 2] }, c: { x: [1, 2] }, d: { x: [1, 2] } });
});

test('defaults that would fill the memory stop the validation', async () => {
  const list = Array.from({ length: 200_000 }, () => ({}));
  const validate = validation(records);
  // No time passes, however busy the machine is.
  using _clock = jest.spyOn(process, 'threadCpuUsage').mockReturnValue({ user: 0, system: 0 });
  await expect((async () => validate(list))()).rejects.toMatchObject({ reason: 'defaults' });
  expect(list.at(-1)).toEqual({});
});

test('what is there already is no default', async () => {
  const list = Array.from({ length: 40_000 }, () => ({ a: 1, b: 1, c: 1, d: 1 }));
  expect(await validation(records)(list)).toEqual([]);
});
