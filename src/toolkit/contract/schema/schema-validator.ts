import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { ContractError, contractErrorCodes } from '../document/contract-error.ts';
import { withDoubles } from '../document/exact-json.ts';
import { canonicalPointer, joinPointer, pointerTokens, valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import type { ContractDocument } from '../document/operations.ts';
import { pointerTo } from '../document/pointer-index.ts';
import { createAjv } from './create-ajv.ts';
import { applyDiscriminators } from './discriminators.ts';
import { type Direction, toJsonSchema2020 } from './json-schema-2020.ts';
import { boundByClock } from './limits/bounded-ajv.ts';
import { validationClock } from './limits/validation-clock.ts';
import { collapseUnionErrors } from './union-errors.ts';

/** A violation of a schema by a value. */
export interface SchemaViolation {
  /** The keyword that the value breaks: `required`, `type`, `pattern` … */
  readonly keyword: string;
  /** What the keyword requires: "must be at most 10". */
  readonly message: string;
  /** Into the value, such as `/items/0`; for a missing property to its object. */
  readonly instancePath: string;
  /** The schema that has the keyword. */
  readonly schema: SchemaObject;
  /** The keyword's own parameters, named as Ajv names them. */
  readonly params: Readonly<Record<string, unknown>>;
}

const validators = new WeakMap<OpenApiDocument, Map<Direction | undefined, SchemaValidator>>();

/**
 * The validator for the schemas of a document. There is one for each document and direction.
 * @param direction see {@link SchemaValidator}
 * @throws {ContractError} `schema` if its schemas can't be compiled together, such as two with the same `$id`
 */
export function validatorOf({ document }: ContractDocument, direction?: Direction): SchemaValidator {
  const known = validators.get(document) ?? new Map<Direction | undefined, SchemaValidator>();
  validators.set(document, known);
  const validator = known.get(direction) ?? new SchemaValidator(document, direction);
  known.set(direction, validator);
  return validator;
}

/** A compiled schema takes some ten times the memory of its text: after so many, those that are still in use are compiled again. */
const maxCompiled = 1000;

/** Validates values against the schemas of one document. A schema is compiled when first used. */
export class SchemaValidator {
  readonly #makeAjv: () => Ajv2020;
  #ajv: Ajv2020;
  #compiled = 0;
  /** The document, with schemas of JSON Schema 2020-12. */
  readonly document: OpenApiDocument;
  readonly #byPointer = new Map<string, ValidateFunction>();
  /** The first schema of each shape: schemas of one shape differ in annotations only. */
  readonly #byShape = new Map<string, { readonly pointer: string; readonly validator: ValidateFunction }>();
  /** By pointer: the schema whose validator is used for another one of its shape. */
  readonly #models = new Map<string, { readonly model: string; readonly own: string }>();

  /**
   * @param direction if given, `readOnly` properties of requests or `writeOnly` ones of responses are neither allowed
   *   nor required
   * @param options.discriminate whether discriminators are checked too; default no
   * @param options.allErrors whether `validate` tells more than the first violation; default yes
   */
  constructor(
    document: OpenApiDocument,
    direction?: Direction,
    { discriminate = false, allErrors = true }: { readonly discriminate?: boolean; readonly allErrors?: boolean } = {},
  ) {
    this.document = toJsonSchema2020(document, direction);
    if (discriminate) applyDiscriminators(this.document);
    this.#makeAjv = () => {
      const ajv = createAjv(this.document, { allErrors, inlineRefs: false });
      boundByClock(ajv);
      if (direction) forbidReadOnlyWriteOnly(ajv, direction);
      return compile('the schemas of this contract', () => ajv.addSchema(this.document, 'contract'));
    };
    this.#ajv = this.#makeAjv();
  }

  /**
   * @param schemaPointer to the schema, in the document
   * @returns every violation; empty for a valid value
   * @throws {ContractError} `schema` if the schema itself can't be compiled, such as one of a type that doesn't exist
   */
  validate(value: unknown, schemaPointer: string): SchemaViolation[] {
    const validate = this.#validatorFor(schemaPointer);
    if (validate(value)) return [];
    // Ajv knows no BigInt. NaN, which a generator of values may make, is not equal to itself.
    const known = withDoubles(value);
    if (!Object.is(known, value)) return this.validate(known, schemaPointer);
    return collapseUnionErrors(validate.errors ?? [], this.document).map(
      ({ keyword, message = 'is not valid', instancePath, params, parentSchema = {} }) => ({
        keyword,
        message: describe(keyword, message, params),
        instancePath,
        schema: parentSchema,
        params,
      }),
    );
  }

  /** Quicker than `validate`. */
  isValid(value: unknown, schemaPointer: string): boolean {
    const validate = this.#validatorFor(schemaPointer);
    if (validate(value)) return true;
    const known = withDoubles(value);
    return !Object.is(known, value) && validate(known);
  }

  /**
   * The pointer to the keyword that a violation is about; undefined if it is not known.
   * @param schemaPointer to the schema that the value was validated against
   */
  placeOf({ schema, keyword, params }: SchemaViolation, schemaPointer: string): string | undefined {
    let place = pointerTo(this.document, schema);
    if (place === undefined) return undefined;
    // The validator may have been compiled from another schema of the same shape.
    const { model, own } = this.#models.get(schemaPointer) ?? {};
    if (model !== undefined && (place === model || place.startsWith(`${model}/`)))
      place = own + place.slice(model.length);
    const required: unknown = schema['required'];
    const index = Array.isArray(required) ? required.indexOf(params['missingProperty']) : -1;
    return keyword === 'required' && index !== -1 ? joinPointer(place, keyword, index) : joinPointer(place, keyword);
  }

  /** Compiling is slow: schemas that differ in annotations only share a validator, as do a `$ref` and its target. */
  #validatorFor(schemaPointer: string): ValidateFunction {
    let validator = this.#byPointer.get(schemaPointer);
    if (validator) return validator;
    const schema = valueAt(this.document, schemaPointer);
    if (typeof schema === 'boolean') return this.#ajv.compile(schema);
    if (typeof schema !== 'object' || schema === null)
      throw new ContractError(contractErrorCodes.schema, `there is no schema at ${schemaPointer}`);
    const keywords = Object.entries(schema).filter(([keyword]) => !annotations.has(keyword));
    const { $ref } = schema as { $ref?: unknown };
    const isReference = keywords.length === 1 && typeof $ref === 'string' && $ref.startsWith('#/');
    validator = isReference ? this.#validatorFor($ref) : this.#ofShape(JSON.stringify(keywords), schemaPointer);
    const shared = isReference ? this.#models.get($ref) : undefined;
    if (shared) this.#models.set(schemaPointer, shared);
    this.#byPointer.set(schemaPointer, validator);
    return validator;
  }

  #ofShape(shape: string, schemaPointer: string): ValidateFunction {
    const own = canonicalPointer(this.document, schemaPointer);
    const known = this.#byShape.get(shape);
    if (known) {
      this.#models.set(schemaPointer, { model: known.pointer, own });
      return known.validator;
    }
    const validator = this.#compile(schemaPointer);
    this.#byShape.set(shape, { pointer: own, validator });
    return validator;
  }

  #compile(schemaPointer: string): ValidateFunction {
    if (++this.#compiled > maxCompiled) this.#forget();
    const pointer = canonicalPointer(this.document, schemaPointer);
    const uri = `contract#${encodeURI(pointer.slice(1)).replaceAll('#', '%23')}`;
    return compile(`the schema at ${pointer}`, () => this.#ajv.getSchema(uri) ?? this.#ajv.compile({ $ref: uri }));
  }

  #forget(): void {
    this.#compiled = 1;
    this.#byPointer.clear();
    this.#byShape.clear();
    this.#models.clear();
    this.#ajv = this.#makeAjv();
  }
}

/** Ajv throws errors of several classes for schemas that it can't compile. */
function compile<T>(subject: string, run: () => T): T {
  try {
    return validationClock.exclude(run);
  } catch (cause) {
    const message = `${subject} can't be compiled: ${(cause as Error).message}`;
    throw new ContractError(contractErrorCodes.schema, message, { cause });
  }
}

/**
 * Makes `readOnly` properties in requests, or `writeOnly` ones in responses, validation errors.
 * @param depth the number of tokens at the start of an instance path that lead to a body or a parameter, not into it
 * @see https://spec.openapis.org/oas/v3.0.4.html#fixed-fields-for-schema
 */
export function forbidReadOnlyWriteOnly(ajv: Ajv2020, direction: Direction, depth = 0): void {
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
  ajv.removeKeyword(keyword);
  ajv.addKeyword({
    keyword,
    validate: (flag: unknown, _data: unknown, _schema?: unknown, context?: { instancePath: string }) =>
      flag !== true || pointerTokens(context?.instancePath ?? '').length <= depth,
  });
}

/** Keywords that say nothing about whether a value is valid. */
const annotations = new Set(['title', 'description', 'default', 'deprecated', 'example', 'examples']);

function describe(keyword: string, message: string, params: Record<string, unknown>): string {
  if (keyword === 'additionalProperties') return `${message}: ${params['additionalProperty']}`;
  if (keyword === 'unevaluatedProperties') return `${message}: ${params['unevaluatedProperty']}`;
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  if (keyword !== 'enum') return message;
  const allowed = (params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value));
  const shown = allowed.length > 10 ? [...allowed.slice(0, 10), `… (${allowed.length} in all)`] : allowed;
  return `must be one of ${shown.join(', ')}`;
}

/** The pointer to what a violation is about, for a value that is at `pointer`. */
export function violationPointer(pointer: string, { instancePath, keyword, params }: SchemaViolation): string {
  const extra = params[keyword === 'additionalProperties' ? 'additionalProperty' : 'unevaluatedProperty'];
  return typeof extra === 'string' ? joinPointer(pointer + instancePath, extra) : pointer + instancePath;
}
