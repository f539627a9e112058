/** The contract tests find each defective variant of the library, and nothing in the correct and the harmless ones. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CheckName,
  type CheckReport,
  type Contract,
  explanations,
  loadContract,
  runChecks,
} from '../../src/index.ts';
import { harmless, kinds, type Mutant } from './mutants.ts';
import { libraryContract, libraryKey, startLibrary } from './start.ts';

let contract: Contract;

beforeAll(async () => {
  contract = await loadContract(libraryContract);
});

async function check(...made: Mutant[]): Promise<CheckReport> {
  const { url, stop } = await startLibrary(...made);
  try {
    return await runChecks({ contract, url, headers: libraryKey, cases: 0, timeout: 2000 });
  } finally {
    stop();
  }
}

test('the correct library has no finding, and all of its contract is exercised', async () => {
  const { findings, coverage } = await check();
  expect(findings.map(({ message }) => message)).toEqual([]);
  expect(coverage.percent).toBe(100);
});

/** The checks of which one has to find a defect. Findings of other checks may be by chance. */
const finders: Record<keyof typeof kinds, readonly CheckName[]> = {
  lax: ['invalid'],
  strict: ['valid'],
  responses: ['answers'],
  faults: ['faults'],
  state: ['records', 'lists'],
  access: ['credentials', 'invalid'],
};

const cases = Object.entries(kinds).flatMap(([kind, made]) =>
  made.map((mutant) => [kind as keyof typeof kinds, mutant.name, mutant] as const),
);

describe('defective', () => {
  test.each(cases)('%s: %s', async (kind, _name, mutant) => {
    const { findings } = await check(mutant);
    const rules = findings.map(({ rule }) => rule);
    expect(rules.map((rule) => explanations[rule].check).filter((name) => finders[kind].includes(name))).not.toEqual(
      [],
    );
    expect(rules).not.toContain('server-gone');
  });
});

describe('harmless', () => {
  test.each(harmless.map((mutant) => [mutant.name, mutant] as const))('%s', async (_name, mutant) => {
    const { findings } = await check(mutant);
    expect(findings.map(({ message }) => message)).toEqual([]);
  });
});
