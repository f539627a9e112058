import { joinPointer, pointerTokens, replaceAt, valueAt } from '../contract/document/json-pointer.ts';
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
import { KeptEdges } from './kept-edges.ts';
import { listOf, TooLarge, Unsatisfiable } from './merged-schema.ts';
import { mutationsOf } from './mutations.ts';
import { ValueMaker } from './value-maker.ts';

/** Attempts to make a valid value before the schema counts as unsatisfiable. */
const maxAttempts = 12;

/** A value that is invalid by a schema. */
export interface InvalidInstance {
  readonly value: unknown;
  /** The keyword that it violates, and where in the value: `/Records/0/Id`. */
  readonly keyword: string;
  readonly path: string;
  /** To the keyword, in the contract; undefined if it is not known. */
  readonly pointer: string | undefined;
  /** Whether it violates nothing else. */
  readonly alone: boolean;
}

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
    const attempt = (choices: Choices) => {
      const value = this.#attempt(pointer, choices);
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
        if (seen.size >= limit) return;
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
    const found = new Map<string, InvalidInstance>();
    if (base !== undefined) this.#collectInvalid(pointer, base, found);
    const shapes = new Set([shapeOf(base)]);
    for (const other of others > 0 ? this.edges(pointer, others) : []) {
      // A value of the same shape gives the same invalid values.
      const shape = shapeOf(other);
      if (shapes.has(shape)) continue;
      shapes.add(shape);
      this.#collectInvalid(pointer, other, found);
    }
    return [...found.values()];
  }

  #collectInvalid(pointer: string, base: unknown, found: Map<string, InvalidInstance>): void {
    for (const { keyword, path, value, schema, variant = '' } of mutationsOf(
      this.#schemas,
      [this.schemaAt(pointer)],
      base,
      this.#fits,
    )) {
      const place = schema && pointerTo(this.#schemas, schema);
      const instancePath = joinPointer('', ...path);
      const key = `${keyword} ${variant} ${place} ${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*')}`;
      if (found.get(key)?.alone) continue;
      const broken = replaceAt(base, path, value);
      const violations = this.validator.validate(broken, pointer);
      const isIntended = (violation: SchemaViolation) =>
        violation.keyword === keyword &&
        violation.instancePath === joinPointer('', ...(value === undefined ? path.slice(0, -1) : path));
      // Inside a branch, the only error may be that no branch matches.
      const isBranch = ({ keyword: other }: SchemaViolation) => other === 'oneOf' || other === 'anyOf';
      if (violations.length === 0 || !(violations.some(isIntended) || violations.every(isBranch))) continue;
      const instance = {
        value: broken,
        keyword,
        path: instancePath,
        pointer: place && schema && joinPointer(place, ...keywordTokens(schema, keyword, path)),
        alone: violations.every((violation) => isIntended(violation) || isBranch(violation)),
      };
      if (instance.alone || !found.has(key)) found.set(key, instance);
    }
  }

  readonly #fits = (schema: unknown, value: unknown): boolean => {
    const pointer = typeof schema === 'object' && schema !== null ? pointerTo(this.#schemas, schema) : undefined;
    return pointer !== undefined && this.isValid(value, pointer);
  };

  isValid(value: unknown, pointer: string): boolean {
    return this.validator.validate(value, pointer).length === 0;
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

/** The tokens from a schema to a keyword; for `required` to the missing name. */
function keywordTokens(schema: SchemaObject, keyword: string, path: readonly (string | number)[]): (string | number)[] {
  return keyword === 'required' ? [keyword, listOf(schema['required']).indexOf(path.at(-1))] : [keyword];
}

/** The properties, items and types of a value. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}:${shapeOf(inner)}`)
    .join()}}`;
}

function range(min: number, max: number): number[] {
  return Array.from({ length: max - min + 1 }, (_, index) => min + index);
}
