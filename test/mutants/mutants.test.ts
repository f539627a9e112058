/** The bank of defects: the suite finds each of them, and nothing in what is as it should be. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CheckReport, type Contract, loadContract, runChecks } from '../../src/index.ts';
import { inFolder } from '../files.ts';
import { harmless, type Mutant, mutants } from './mutants.ts';
import { libraryContract, libraryKey, startLibrary } from './start.ts';

let contract: Contract;

beforeAll(async () => {
  contract = await loadContract(libraryContract);
});

function check(...made: Mutant[]): Promise<CheckReport> {
  return inFolder({}, async (folder) => {
    const { url, stop } = await startLibrary(folder, ...made);
    try {
      return await runChecks({ contract, url, headers: libraryKey, cases: 0, timeout: 2000 });
    } finally {
      await stop();
    }
  });
}

test('the library as it is has no finding, and is exercised whole', async () => {
  const { findings, coverage } = await check();
  expect(findings.map(({ message }) => message)).toEqual([]);
  expect(coverage.percent).toBe(100);
});

describe('defective', () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', async (_name, mutant) => {
    const { findings } = await check(mutant);
    expect(findings.length).toBeGreaterThan(0);
  });
});

describe('harmless', () => {
  test.each(harmless.map((mutant) => [mutant.name, mutant] as const))('%s', async (_name, mutant) => {
    const { findings } = await check(mutant);
    expect(findings.map(({ message }) => message)).toEqual([]);
  });
});
