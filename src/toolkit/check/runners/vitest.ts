import { beforeAll, describe, expect, test } from 'vitest';
import type { Contract } from '../../contract/document/load-contract.ts';
import { type ContractTestOptions, defineContractTests } from './contract-tests.ts';
import { matchContract } from './matched-response.ts';

/**
 * Defines one Vitest test for each operation and check.
 * @example
 * ```ts
 * import { contractTests, loadContract } from 'concordat/vitest';
 *
 * const contract = await loadContract('openapi.yaml');
 * contractTests({ contract, url: 'http://127.0.0.1:8080', minCoverage: 90 });
 * ```
 */
export function contractTests(options: ContractTestOptions): void {
  defineContractTests({ describe, test, beforeAll }, options);
}

expect.extend({ toMatchContract: matchContract });

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * Whether a response of fetch, supertest or axios keeps the contract of an operation: status, media type, headers and
     * body. It has to be awaited. The message of a failure has each violation, and its place in the contract.
     * @throws {Error} if the contract has no such operation, or the body was read before
     */
    toMatchContract(contract: Contract, operationId: string): Promise<R>;
  }
}
