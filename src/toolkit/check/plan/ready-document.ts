import { ContractError } from '../../contract/document/contract-error.ts';
import { type Excerpt, sharedExcerpts } from '../../contract/document/excerpt.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { SchemaValidator } from '../../contract/schema/schema-validator.ts';
import { Instances } from '../../instances/index.ts';

/** Some operations of a contract, prepared in one document: schemas that are compiled for one of them serve the others. */
export class ReadyDocument {
  /** Makes values for requests. */
  readonly instances: Instances;
  /** Validates responses. */
  readonly validator: SchemaValidator;
  readonly #excerpts: ReadonlyMap<Operation, Excerpt>;

  /** @param excerpts of one document, by the contract's operation */
  constructor(excerpts: ReadonlyMap<Operation, Excerpt>) {
    const [{ document }] = [...excerpts.values()] as [Excerpt];
    this.#excerpts = excerpts;
    this.instances = new Instances(document, 'request', { wide: true });
    this.validator = new SchemaValidator(document, 'response');
  }

  /** All operations of a contract; undefined where they have to be prepared one by one. */
  static ofAll(contract: Contract): ReadyDocument | undefined {
    try {
      const excerpts = sharedExcerpts(contract.document, contract.operations);
      return excerpts && new ReadyDocument(excerpts);
    } catch (error) {
      // Two operations may have different schemas with the same `$id`. Each operation alone can be tested.
      if (error instanceof ContractError) return undefined;
      throw error;
    }
  }

  excerptOf(operation: Operation): Excerpt {
    return this.#excerpts.get(operation) as Excerpt;
  }
}
