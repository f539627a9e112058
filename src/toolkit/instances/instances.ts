import { pointerTokens, replaceAt, valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { pointerTo } from '../contract/document/pointer-index.ts';
import { dropBrokenDefaults } from '../contract/schema/broken-defaults.ts';
import { applyDiscriminators, hasDiscriminators } from '../contract/schema/discriminators.ts';
import { type Direction, toJsonSchema2020 } from '../contract/schema/json-schema-2020.ts';
import { propertyNames, schemasInPlace } from '../contract/schema/schema-shape.ts';
import { SchemaValidator, type SchemaViolation } from '../contract/schema/schema-validator.ts';
import {
  type Choices,
  type Decision,
  defaultChoices,
  deviatingChoices,
  exampleChoices,
  manyLetters,
  minimalChoices,
  recordedChoices,
  seededChoices,
} from './choices.ts';
import { type InvalidInstance, invalidInstances } from './invalid-instances.ts';
import { KeptEdges } from './kept-edges.ts';
import { listOf, TooLarge, Unsatisfiable } from './merged-schema.ts';
import type { Tools } from './schema-facts.ts';
import { ValueMaker } from './value-maker.ts';

/** Attempts to make a valid value before the schema counts as unsatisfiable. */
const maxAttempts = 12;
/** How many values may be made inside edge cases. Those of most schemas have less than a tenth of it. */
const maxEdgeSize = 250_000;

export interface InstancesOptions {
  /** Whether texts and numbers use the whole range of their schemas: texts of the maximum length, the largest numbers, any script. Default: false. */
  readonly wide?: boolean;
}

/**
 * Valid and invalid values for schemas of a document, which are named by pointers into it. Valid ones are validated before
 * they are returned.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export class Instances {
  readonly validator: SchemaValidator;
  /** Checks discriminators too, which only values that are made here have to match. */
  readonly strictValidator: SchemaValidator;
  readonly #schemas: OpenApiDocument;
  readonly #maker: ValueMaker;
  readonly #hasOnlyLargeValues = new Map<string, boolean>();
  readonly #edges = new KeptEdges();

  /** @param direction leaves out what is not sent in it: `readOnly` properties in requests, `writeOnly` ones in responses */
  constructor(document: OpenApiDocument, direction?: Direction, { wide = false }: InstancesOptions = {}) {
    this.validator = new SchemaValidator(document, direction);
    const isDiscriminated = hasDiscriminators(document);
    this.strictValidator = isDiscriminated
      ? new SchemaValidator(document, direction, { discriminate: true })
      : this.validator;
    this.#schemas = isDiscriminated ? toJsonSchema2020(document, direction) : this.validator.document;
    if (isDiscriminated) applyDiscriminators(this.#schemas);
    dropBrokenDefaults(this.#schemas);
    this.#maker = new ValueMaker(this.#schemas, this.#fits, direction, wide);
  }

  /** The schema as JSON Schema 2020-12. */
  schemaAt(pointer: string): unknown {
    return valueAt(this.#schemas, pointer);
  }

  get document(): OpenApiDocument {
    return this.#schemas;
  }

  /**
   * A valid value: a plain one, or with a seed a random one, the same for the same seed.
   * @returns undefined if none was found
   */
  valid(pointer: string, seed?: string | number): unknown {
    if (seed === undefined) {
      for (const choices of [defaultChoices, minimalChoices]) {
        const value = this.#attempt(pointer, choices);
        if (value !== undefined) return value;
      }
    }
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const value = this.#attempt(pointer, seededChoices(`${seed ?? ''}/${attempt}`));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** A plain value with the examples and defaults of its schemas, which may break them; undefined if there is none. */
  sample(pointer: string): unknown {
    try {
      return this.#maker.make(this.schemaAt(pointer), exampleChoices);
    } catch (error) {
      if (!(error instanceof Unsatisfiable)) throw error;
      return this.valid(pointer);
    }
  }

  /** A valid value by the given choices; undefined if they give none. */
  chosen(pointer: string, choices: Choices): unknown {
    return this.#attempt(pointer, choices);
  }

  /** Valid edge cases: the default value, the smallest, and those with one extreme; without duplicates. */
  edges(pointer: string, limit = 200): readonly unknown[] {
    // Bodies with a `$ref` to the same schema share their edges.
    const { $ref, ...others } = (this.schemaAt(pointer) ?? {}) as SchemaObject;
    if (typeof $ref === 'string' && Object.keys(others).length === 0) return this.edges($ref, limit);
    const key = `${limit} ${pointer}`;
    return this.#edges.get(key) ?? this.#edges.keep(key, [...this.#makeEdges(pointer, limit)]);
  }

  *#makeEdges(pointer: string, limit: number): Generator<unknown> {
    const decisions: Decision[] = [];
    const seen = new Set<string>();
    let size = 0;
    const attempt = (choices: Choices) => {
      const value = this.#attempt(pointer, choices);
      size += this.#maker.size;
      const key = JSON.stringify(value);
      if (value === undefined || seen.has(key)) return [];
      seen.add(key);
      return [value];
    };
    yield* attempt(recordedChoices(decisions));
    yield* attempt(minimalChoices);
    if (this.#hasOnlyLargeValues.get(pointer)) return;
    for (const [index, { min, max, kind }] of [...decisions].entries()) {
      if (kind === 'letter' && max - min >= manyLetters) continue;
      const extremes = kind === 'option' && max - min < 100 && max - min > 1 ? range(min, max) : [min, max];
      for (const choice of extremes) {
        if (seen.size >= limit || size > maxEdgeSize) return;
        yield* attempt(deviatingChoices(index, choice));
      }
    }
  }

  /**
   * Invalid values, one for each keyword and place. A value that breaks nothing but the keyword is preferred.
   * @param base the valid value that is changed. Default: the default value
   * @param others how many values at edges are changed too, where they have properties or items that `base` lacks
   */
  invalid(pointer: string, base: unknown = this.valid(pointer), others = 0): InvalidInstance[] {
    const bases = [base, ...(others > 0 ? this.edges(pointer, others) : [])];
    return invalidInstances(this.#schemas, this.validator, this.#tools, pointer, bases);
  }

  readonly #fits = (schema: unknown, value: unknown): boolean => {
    const pointer = typeof schema === 'object' && schema !== null ? pointerTo(this.#schemas, schema) : undefined;
    return pointer !== undefined && this.isValid(value, pointer);
  };

  readonly #tools: Tools = {
    fits: this.#fits,
    extended: (merged, value, count) => {
      try {
        return this.#maker.extended(merged, value, count);
      } catch (error) {
        if (error instanceof Unsatisfiable) return undefined;
        throw error;
      }
    },
  };

  isValid(value: unknown, pointer: string): boolean {
    return this.validator.isValid(value, pointer);
  }

  /** Changes a value that matches several branches of a `oneOf` so that it matches one. */
  #separate(value: unknown, pointer: string, violations: readonly SchemaViolation[]): unknown {
    const [first] = violations;
    if (first?.keyword !== 'oneOf' || violations.some(({ keyword }) => keyword !== 'oneOf')) return undefined;
    const branches = listOf(first.schema['oneOf']);
    const names = propertyNames(schemasInPlace(this.#schemas, ...branches));
    const path = pointerTokens(first.instancePath);
    for (const name of names) {
      for (const odd of [0, 'odd', {}, null]) {
        const separated = replaceAt(value, [...path, name], odd);
        if (this.isValid(separated, pointer)) return separated;
      }
    }
    return undefined;
  }

  #attempt(pointer: string, choices: Choices): unknown {
    if (this.#hasOnlyLargeValues.get(pointer)) return undefined;
    try {
      const value = this.#maker.make(this.schemaAt(pointer), choices);
      // Validators that ignore discriminators may find that several branches of a `oneOf` match.
      const violations = this.validator.validate(value, pointer);
      const valid = violations.length === 0 ? value : this.#separate(value, pointer, violations);
      if (valid === undefined || this.strictValidator === this.validator) return valid;
      return this.strictValidator.validate(valid, pointer).length === 0 ? valid : undefined;
    } catch (error) {
      if (!(error instanceof Unsatisfiable)) throw error;
      if (error instanceof TooLarge) this.#noteTooLarge(pointer, choices);
      return undefined;
    }
  }

  /** If not even the smallest value is small enough, no other is tried: each attempt takes long. */
  #noteTooLarge(pointer: string, choices: Choices): void {
    if (choices === minimalChoices) this.#hasOnlyLargeValues.set(pointer, true);
    if (this.#hasOnlyLargeValues.has(pointer)) return;
    this.#hasOnlyLargeValues.set(pointer, false);
    this.#attempt(pointer, minimalChoices);
  }
}

function range(min: number, max: number): number[] {
  return Array.from({ length: max - min + 1 }, (_, index) => min + index);
}
