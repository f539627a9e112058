import { valueAt } from '../document/json-pointer.ts';
import type { MediaTypeObject, OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { indexOf, pointerTo } from '../document/pointer-index.ts';
import { validationClock } from './limits/validation-clock.ts';
import { SchemaValidator, type SchemaViolation } from './schema-validator.ts';
import { setAside } from './stand-ins.ts';

/** Validators of one document that are made when they are first needed. */
class LazyValidators {
  readonly #made = new WeakMap<OpenApiDocument, SchemaValidator>();
  readonly #allErrors: boolean;

  constructor(allErrors: boolean) {
    this.#allErrors = allErrors;
  }

  for(document: OpenApiDocument): SchemaValidator {
    const validator = this.#made.get(document) ?? validationClock.exclude(() => this.#make(document));
    this.#made.set(document, validator);
    return validator;
  }

  #make(document: OpenApiDocument): SchemaValidator {
    // Its schemas are looked up as well.
    indexOf(document);
    return new SchemaValidator(document, 'request', { allErrors: this.#allErrors });
  }
}

const deciding = new LazyValidators(false);
const explaining = new LazyValidators(true);

/**
 * Whether all of the schemas accept a value of a request. Only called where a text has several possible types, so that most
 * contracts compile nothing here.
 */
export function fits(document: OpenApiDocument, value: unknown, schemas: readonly SchemaObject[]): boolean {
  const held = setAside(value);
  const isGood = schemas.every((schema) => accepts(document, held.value, schema));
  held.putBack();
  return isGood;
}

function accepts(document: OpenApiDocument, value: unknown, schema: SchemaObject): boolean {
  const validator = deciding.for(document);
  const pointer = pointerTo(document, schema);
  return pointer === undefined || validator.isValid(value, pointer);
}

/** A schema of the document as requests are validated by it. */
export function requestSchemaOf(document: OpenApiDocument, schema: SchemaObject) {
  const { document: known } = deciding.for(document);
  const pointer = pointerTo(document, schema);
  if (pointer === undefined) return { document, schema: {} };
  return { document: known, schema: valueAt(known, pointer) };
}

/** How a value of a request violates a schema of the document. */
export function violationsOf(
  document: OpenApiDocument,
  value: unknown,
  schema: NonNullable<MediaTypeObject['schema']>,
): SchemaViolation[] {
  const validator = explaining.for(document);
  const pointer = typeof schema === 'object' ? pointerTo(document, schema) : undefined;
  return pointer === undefined ? [] : validator.validate(value, pointer);
}
