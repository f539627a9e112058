import type { Excerpt } from '../../contract/document/excerpt.ts';
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

  excerptOf(operation: Operation): Excerpt {
    return this.#excerpts.get(operation) as Excerpt;
  }
}
