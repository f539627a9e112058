import { type Excerpt, excerptsOf } from '../../contract/document/excerpt.ts';
import type { ContractDocument, Operation } from '../../contract/document/operations.ts';
import { SchemaValidator } from '../../contract/schema/schema-validator.ts';
import { Instances } from '../../instances/index.ts';

/** Some operations of a contract, prepared in one document: schemas that are compiled for one of them serve the others. */
export class ReadyDocument {
  /** Makes values for requests. */
  readonly instances: Instances;
  /** Validates responses. */
  readonly validator: SchemaValidator;
  readonly #excerpts: ReadonlyMap<Operation, Excerpt>;

  constructor(contract: ContractDocument, operations: readonly Operation[]) {
    const excerpts = excerptsOf(contract.document, operations, 'paths');
    const { document } = excerpts[0] as Excerpt;
    this.#excerpts = new Map(operations.map((operation, index) => [operation, excerpts[index] as Excerpt]));
    this.instances = new Instances(document, 'request', { wide: true });
    this.validator = new SchemaValidator(document, 'response');
  }

  excerptOf(operation: Operation): Excerpt {
    return this.#excerpts.get(operation) as Excerpt;
  }
}
