import { ContractError } from '../contract/document/contract-error.ts';
import { countSchemas, type Excerpt, excerptOf, sharedExcerpts } from '../contract/document/excerpt.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { Instances } from '../instances/index.ts';
import { MockOperation, type MockOperationOptions } from './mock-operation.ts';

/** How many operations are kept prepared. */
const maxPrepared = 100;

/** Where the first operation needs more than half of so many schemas, all are prepared with it. */
const manySchemas = 100;

/** Some operations of a contract in one document. */
interface Shared {
  readonly excerpts: ReadonlyMap<Operation, Excerpt>;
  readonly instances: Instances;
}

interface Prepared {
  readonly mock: MockOperation;
  readonly shared: Shared;
}

/**
 * The operations of a contract, each prepared at its first request, from the part of the contract that it and those of the
 * same records need. Where such parts overlap so much that the whole would have been less, the operations that follow are
 * prepared from the whole.
 */
export class MockOperations {
  readonly #contract: Contract;
  readonly #options: MockOperationOptions;
  readonly #prepared = new Map<Operation, Prepared>();
  /** Those of a collection and of its records. */
  readonly #related: ReadonlyMap<string, readonly Operation[]>;
  readonly #schemaCount: number;
  /** How many parts were prepared, and from how many schemas in all. */
  #apart = { parts: 0, schemas: 0 };
  /** Undefined before it is needed, null where there is none. */
  #whole: Shared | undefined | null;

  constructor(contract: Contract, options: MockOperationOptions) {
    const told = new Set<string>();
    this.#contract = contract;
    // An operation that is prepared again doesn't tell again.
    const onBroken: MockOperationOptions['onBroken'] = (message, pointer) => {
      if (!told.has(pointer)) options.onBroken(message, pointer);
      told.add(pointer);
    };
    this.#options = { ...options, onBroken };
    this.#related = Map.groupBy(contract.operations, collectionOf);
    this.#schemaCount = countSchemas(contract.document);
  }

  get(operation: Operation): MockOperation {
    const prepared = this.#prepared.get(operation) ?? this.#prepare(operation);
    // The least recently used one is the first.
    this.#prepared.delete(operation);
    this.#prepared.set(operation, prepared);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > maxPrepared && oldest) this.#prepared.delete(oldest);
    return prepared.mock;
  }

  #prepare(operation: Operation): Prepared {
    if (this.#whole === undefined && this.#isSharedLess(operation))
      this.#whole = prepareTogether(this.#contract, this.#contract.operations);
    const shared = this.#whole ?? this.#sharedBy(operation);
    const excerpt = shared.excerpts.get(operation) as Excerpt;
    return { mock: new MockOperation(this.#contract, excerpt, shared.instances, operation, this.#options), shared };
  }

  /** What one schema of a record is compiled to serves all operations on it. */
  #sharedBy(operation: Operation): Shared {
    const related = this.#related.get(collectionOf(operation)) as readonly Operation[];
    for (const other of related) {
      const known = this.#prepared.get(other)?.shared;
      if (known?.excerpts.has(operation)) return known;
    }
    const shared = prepareTogether(this.#contract, related) ?? prepareAlone(this.#contract, operation);
    this.#apart.parts++;
    this.#apart.schemas += countSchemas(documentOf(shared));
    return shared;
  }

  /** Where an operation needs little of the contract, the last ones take less memory than the whole. */
  #isSharedLess(operation: Operation): boolean {
    const { parts, schemas } = this.#apart;
    if (parts === 0 && this.#schemaCount > manySchemas) {
      const { document } = excerptOf(this.#contract.document, operation, 'paths');
      return countSchemas(document) > this.#schemaCount / 2;
    }
    return schemas > this.#schemaCount && schemas > (parts * this.#schemaCount) / 10;
  }
}

function collectionOf({ path }: Operation): string {
  return path.replace(/\/\{[^/]*\}$/, '');
}

function documentOf({ excerpts }: Shared): Excerpt['document'] {
  const [{ document }] = [...excerpts.values()] as [Excerpt];
  return document;
}

/** Null where operations have to be prepared one by one. */
function prepareTogether(contract: Contract, operations: readonly Operation[]): Shared | null {
  try {
    const excerpts = sharedExcerpts(contract.document, operations);
    const [first] = excerpts?.values() ?? [];
    return excerpts && first ? { excerpts, instances: new Instances(first.document, 'response') } : null;
  } catch (error) {
    // Two operations may have different schemas with the same `$id`.
    if (error instanceof ContractError) return null;
    throw error;
  }
}

function prepareAlone({ document }: Contract, operation: Operation): Shared {
  const excerpt = excerptOf(document, operation, 'paths');
  return { excerpts: new Map([[operation, excerpt]]), instances: new Instances(excerpt.document, 'response') };
}
