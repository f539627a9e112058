import { AssertionError } from 'node:assert';
import { before, describe, test } from 'node:test';
import type { Contract } from '../../contract/document/load-contract.ts';
import { type ContractTestOptions, defineContractTests } from './contract-tests.ts';
import { type AnyResponse, matchContract } from './matched-response.ts';

/**
 * Defines one test of `node:test` for each operation and check.
 * @example
 * ```ts
 * import { contractTests, loadContract } from 'concordat/node-test';
 *
 * const contract = await loadContract('openapi.yaml');
 * contractTests({ contract, url: 'http://127.0.0.1:8080', minCoverage: 90 });
 * ```
 */
export function contractTests(options: ContractTestOptions): void {
  // `before` of the top level would run for all tests of the file.
  describe('contract', () => {
    defineContractTests(
      {
        describe: (name, define) => void describe(name, define),
        test: (name, run) => void test(name, run),
        beforeAll: (run, timeout) => before(run, { timeout }),
      },
      options,
    );
  });
}

/**
 * Asserts that a response of fetch, supertest or axios keeps the contract of an operation: status, media type, headers and
 * body. `node:test` has no matchers that can be extended.
 * @throws {AssertionError} with each violation, and its place in the contract
 * @throws {Error} if the contract has no such operation, or the body was read before
 * @example
 * ```ts
 * import { assertMatchesContract, loadContract } from 'concordat/node-test';
 *
 * const contract = await loadContract('openapi.yaml');
 * await assertMatchesContract(await fetch('http://127.0.0.1:8080/books/1'), contract, 'getBook');
 * ```
 */
export async function assertMatchesContract(
  response: AnyResponse,
  contract: Contract,
  operationId: string,
): Promise<void> {
  const { pass, message } = await matchContract(response, contract, operationId);
  if (!pass) throw new AssertionError({ message: message(), stackStartFn: assertMatchesContract });
}
