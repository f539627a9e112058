/** The contract tests find each defective variant of two servers, and nothing in the correct and the harmless ones. */
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  type CheckFinding,
  type CheckName,
  type CheckReport,
  type Contract,
  explanations,
  loadContract,
  runChecks,
} from '../../src/index.ts';
import { FindingCollector } from '../../src/toolkit/check/findings/finding-collector.ts';
import { deskKinds, harmlessDesks } from './desk-mutants.ts';
import { harmless, kinds, type Mutant } from './mutants.ts';
import { clerk, deskContract, libraryContract, libraryKey, startDesk, startLibrary } from './start.ts';

/** The checks of which one has to find a defect. Findings of other checks may be by chance. */
const finders: Record<keyof typeof kinds | keyof typeof deskKinds, readonly CheckName[]> = {
  lax: ['invalid'],
  strict: ['valid'],
  responses: ['answers'],
  faults: ['faults'],
  state: ['records', 'lists'],
  access: ['credentials', 'invalid'],
  credentials: ['credentials'],
  lists: ['lists', 'records'],
  records: ['records', 'lists'],
  times: ['invalid', 'records'],
  structure: ['records'],
  unique: ['invalid'],
};

const servers = {
  library: { contract: libraryContract, start: startLibrary, identity: { headers: libraryKey }, kinds, harmless },
  'lending desk': {
    contract: deskContract,
    start: startDesk,
    identity: clerk,
    kinds: deskKinds,
    harmless: harmlessDesks,
  },
};

afterEach(() => void jest.restoreAllMocks());

/** Aborts at the first defect of such a code: the rest of a run, two thirds of it, would show nothing more of a mutant. */
function onDefect(isWanted: (code: CheckFinding['rule']) => boolean): AbortSignal {
  const controller = new AbortController();
  const { add } = FindingCollector.prototype;
  jest.spyOn(FindingCollector.prototype, 'add').mockImplementation(function (this: FindingCollector, defect, evidence) {
    add.call(this, defect, evidence);
    if (isWanted(defect.code)) controller.abort();
  });
  return controller.signal;
}

describe.each(Object.entries(servers))('the %s', (_server, { contract: path, start, identity, ...made }) => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await loadContract(path);
  });

  async function check(mutant?: Mutant, signal?: AbortSignal): Promise<CheckReport> {
    const { url, stop } = await start(...(mutant ? [mutant] : []));
    try {
      // Only a response that never comes has to be waited for; others are late where the machine is busy.
      const timeout = mutant?.hangs ? 1000 : 30_000;
      return await runChecks({ contract, url, ...identity, cases: 0, timeout, signal });
    } finally {
      stop();
    }
  }

  test('is correct: no finding, and all of its contract is exercised', async () => {
    const { findings, coverage } = await check();
    expect(findings.map(({ message }) => message)).toEqual([]);
    expect(coverage.percent).toBeGreaterThanOrEqual(99);
  });

  const cases = Object.entries(made.kinds).flatMap(([kind, mutants]) =>
    mutants.map((mutant) => [kind as keyof typeof finders, mutant.name, mutant] as const),
  );

  test.each(cases)('defective, %s: %s', async (kind, _name, mutant) => {
    const isByFinder = (code: CheckFinding['rule']) => finders[kind].includes(explanations[code].check);
    const { findings } = await check(mutant, onDefect(isByFinder));
    const rules = findings.map(({ rule }) => rule);
    expect(rules.filter(isByFinder)).not.toEqual([]);
    expect(rules).not.toContain('server-gone');
  });

  test.each(made.harmless.map((mutant) => [mutant.name, mutant] as const))('harmless: %s', async (_name, mutant) => {
    const { findings } = await check(mutant);
    expect(findings.map(({ message }) => message)).toEqual([]);
  });
});
