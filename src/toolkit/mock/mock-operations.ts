import { ContractError } from '../contract/document/contract-error.ts';
import { countSchemas, type Excerpt, excerptOf, excerptsOfAll } from '../contract/document/excerpt.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { Instances } from '../instances/index.ts';
import { MockOperation, type MockOperationOptions } from './mock-operation.ts';

/** How many operations are kept prepared. */
const maxPrepared = 100;

/** All operations of a contract in one document. */
interface Whole {
  readonly excerpts: ReadonlyMap<Operation, Excerpt>;
  readonly instances: Instances;
}

/**
 * The operations of a contract, each prepared at its first request, from the part of the contract that it needs. Where
 * such parts overlap so much that the whole would have been less, the operations that follow are prepared from the whole.
 */
export class MockOperations {
  readonly #contract: Contract;
  readonly #options: MockOperationOptions;
  readonly #prepared = new Map<Operation, MockOperation>();
  readonly #schemaCount: number;
  /** How many operations were prepared alone, and from how many schemas in all. */
  #alone = { operations: 0, schemas: 0 };
  /** Undefined before it is needed, null where there is none. */
  #whole: Whole | undefined | null;

  constructor(contract: Contract, options: MockOperationOptions) {
    const told = new Set<string>();
    this.#contract = contract;
    // An operation that is prepared again doesn't tell again.
    const onBroken: MockOperationOptions['onBroken'] = (message, pointer) => {
      if (!told.has(pointer)) options.onBroken(message, pointer);
      told.add(pointer);
    };
    this.#options = { ...options, onBroken };
    this.#schemaCount = countSchemas(contract.document);
  }

  get(operation: Operation): MockOperation {
    const prepared = this.#prepared.get(operation) ?? this.#prepare(operation);
    // The least recently used one is the first.
    this.#prepared.delete(operation);
    this.#prepared.set(operation, prepared);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > maxPrepared && oldest) this.#prepared.delete(oldest);
    return prepared;
  }

  #prepare(operation: Operation): MockOperation {
    if (this.#whole === undefined && this.#isSharedLess()) this.#whole = prepareWhole(this.#contract);
    const shared = this.#whole?.excerpts.get(operation);
    if (this.#whole && shared)
      return new MockOperation(this.#contract, shared, this.#whole.instances, operation, this.#options);
    const excerpt = excerptOf(this.#contract.document, operation, 'paths');
    this.#alone.operations++;
    this.#alone.schemas += countSchemas(excerpt.document);
    return new MockOperation(
      this.#contract,
      excerpt,
      new Instances(excerpt.document, 'response'),
      operation,
      this.#options,
    );
  }

  /** Where an operation needs little of the contract, the last ones take less memory than the whole. */
  #isSharedLess(): boolean {
    const { operations, schemas } = this.#alone;
    return schemas > this.#schemaCount && schemas > (operations * this.#schemaCount) / 10;
  }
}

/** Null where operations have to be prepared one by one. */
function prepareWhole(contract: Contract): Whole | null {
  try {
    const excerpts = excerptsOfAll(contract);
    const [first] = excerpts?.values() ?? [];
    return excerpts && first ? { excerpts, instances: new Instances(first.document, 'response') } : null;
  } catch (error) {
    // Two operations may have different schemas with the same `$id`.
    if (error instanceof ContractError) return null;
    throw error;
  }
}
