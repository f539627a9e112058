/** The contract tests find each defective variant of five servers, and nothing in the correct and the harmless ones. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CheckName,
  type CheckReport,
  type Contract,
  explanations,
  loadContract,
  runChecks,
} from '../../src/index.ts';
import { bakeryKinds, harmlessBakeries } from './bakery-mutants.ts';
import { depotKinds, harmlessDepots } from './depot-mutants.ts';
import { deskKinds, harmlessDesks } from './desk-mutants.ts';
import { harmlessMarkets, marketKinds } from './market-mutants.ts';
import { harmless, kinds, type Mutant } from './mutants.ts';
import {
  bakeryContract,
  clerk,
  depotContract,
  deskContract,
  libraryContract,
  libraryKey,
  marketContract,
  startBakery,
  startDepot,
  startDesk,
  startLibrary,
  startMarket,
} from './start.ts';

/** The checks of which one has to find a defect. Findings of other checks may be by chance. */
const finders: Record<
  | keyof typeof kinds
  | keyof typeof deskKinds
  | keyof typeof depotKinds
  | keyof typeof marketKinds
  | keyof typeof bakeryKinds,
  readonly CheckName[]
> = {
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
  puts: ['records', 'lists'],
  singletons: ['records'],
  accepted: ['records'],
  own: ['valid'],
  files: ['records'],
  attributes: ['records'],
  added: ['lists', 'records'],
  filters: ['lists'],
  totals: ['lists'],
  pages: ['lists'],
  orders: ['lists'],
  secrets: ['answers'],
  maps: ['invalid'],
  patterns: ['invalid'],
  defaults: ['records'],
  containers: ['records', 'faults'],
  assigned: ['records'],
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
  depot: {
    contract: depotContract,
    start: startDepot,
    identity: {},
    kinds: depotKinds,
    harmless: harmlessDepots,
  },
  bakery: {
    contract: bakeryContract,
    start: startBakery,
    identity: {},
    kinds: bakeryKinds,
    harmless: harmlessBakeries,
  },
  market: {
    contract: marketContract,
    start: startMarket,
    identity: {},
    kinds: marketKinds,
    harmless: harmlessMarkets,
    // An empty list is not sent.
    percent: 99.3,
  },
};

describe.each(Object.entries(servers))('the %s', (_server, { contract: path, start, identity, ...made }) => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await loadContract(path);
  });

  async function check(mutant?: Mutant): Promise<CheckReport> {
    const { url, stop } = await start(...(mutant ? [mutant] : []));
    try {
      // Only a response that never comes has to be waited for; others are late where the machine is busy.
      const timeout = mutant?.hangs ? 1000 : 30_000;
      return await runChecks({ contract, url, ...identity, cases: 0, timeout });
    } finally {
      stop();
    }
  }

  test('is correct: no finding, and all that can be of its contract is exercised', async () => {
    const { findings, coverage } = await check();
    expect(findings.map(({ message }) => message)).toEqual([]);
    expect(coverage.percent).toBe('percent' in made ? made.percent : 100);
  });

  const cases = Object.entries(made.kinds).flatMap(([kind, mutants]) =>
    mutants.map((mutant) => [kind as keyof typeof finders, mutant.name, mutant] as const),
  );

  test.each(cases)('defective, %s: %s', async (kind, _name, mutant) => {
    const { findings } = await check(mutant);
    const rules = findings.map(({ rule }) => rule);
    expect(rules.map((rule) => explanations[rule].check).filter((name) => finders[kind].includes(name))).not.toEqual(
      [],
    );
    expect(rules).not.toContain('server-gone');
  });

  test.each(made.harmless.map((mutant) => [mutant.name, mutant] as const))('harmless: %s', async (_name, mutant) => {
    const { findings } = await check(mutant);
    expect(findings.map(({ message }) => message)).toEqual([]);
  });
});
