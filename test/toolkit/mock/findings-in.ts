import { runChecks } from '../../../src/index.ts';
import { createMock } from '../../../src/mock.ts';
import type { Contract } from '../../../src/toolkit/contract/document/load-contract.ts';

/** What the contract tests find in a contract's mock, each as `error rule: message`. */
export async function findingsIn(contract: Contract, cases: number): Promise<string[]> {
  const mock = await createMock({ contract, seed: 1 });
  try {
    const { findings } = await runChecks({ contract, url: mock.url, cases });
    return findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
  } finally {
    await mock.close();
  }
}
