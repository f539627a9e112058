import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { MockOperation, type MockOperationOptions } from './mock-operation.ts';

/** The operations of a contract, each prepared at its first request. */
export class MockOperations {
  readonly #contract: Contract;
  readonly #options: MockOperationOptions;
  readonly #prepared = new Map<Operation, MockOperation>();

  constructor(contract: Contract, options: MockOperationOptions) {
    this.#contract = contract;
    this.#options = options;
  }

  get(operation: Operation): MockOperation {
    const prepared = this.#prepared.get(operation) ?? new MockOperation(this.#contract, operation, this.#options);
    this.#prepared.set(operation, prepared);
    return prepared;
  }
}
