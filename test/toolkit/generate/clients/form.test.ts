import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../../src/index.ts';
import { makeForm } from '../../../../src/toolkit/generate/clients/form/form.ts';
import { inFolder } from '../../../files.ts';
import { formContract } from './form-contract.ts';
import { compareForm } from './form-equivalence.ts';

const root = join(import.meta.dirname, '../../../..');

describe('the form of a contract accepts and refuses the same instances', () => {
  test.each(['openapi.yaml', 'test/mutants/desk.yaml', 'test/clients/parcels.yaml'])('%s', async (file) => {
    const contract = await loadContract(join(root, file));
    const { schemas, values, disagreements, missing } = compareForm(contract, makeForm(contract), 3);
    expect({ disagreements, missing }).toEqual({ disagreements: [], missing: [] });
    expect(schemas).toBeGreaterThan(20);
    expect(values).toBeGreaterThan(5 * schemas);
  });

  test.each(['3.0.4', '3.1.1'])('every kind of schema, in OpenAPI %s', async (version) => {
    await inFolder({ 'openapi.json': JSON.stringify(formContract(version)) }, async (folder) => {
      const contract = await loadContract(join(folder, 'openapi.json'));
      const { disagreements, missing } = compareForm(contract, makeForm(contract));
      // Keywords that say nothing of the type are removed.
      const isApplicable = (pointer: string) =>
        !/textWithProperties.*\/properties\/a$|objectWithItems.*\/items$/.test(pointer);
      expect({ disagreements, missing: missing.filter(isApplicable) }).toEqual({ disagreements: [], missing: [] });
    });
  });
});
