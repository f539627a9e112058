import { joinPointer, pointerTokens, replaceAt, valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { pointerTo } from '../contract/document/pointer-index.ts';
import { applyDiscriminators, hasDiscriminators } from '../contract/schema/discriminators.ts';
import { type Direction, toJsonSchema2020 } from '../contract/schema/json-schema-2020.ts';
import { propertyNames, schemasInPlace } from '../contract/schema/schema-shape.ts';
import { SchemaValidator, type SchemaViolation } from '../contract/schema/schema-validator.ts';
import {
  type Choices,
  type Decision,
  defaultChoices,
  deviatingChoices,
  manyLetters,
  minimalChoices,
  seededChoices,
} from './choices.ts';
import { listOf, Unsatisfiable } from './merged-schema.ts';
import { mutationsOf } from './mutations.ts';
import { ValueMaker } from './value-maker.ts';

/** How often a value is made anew before a schema counts as one that nothing satisfies. */
const attempts = 12;

/** A value that breaks a schema. */
export interface InvalidInstance {
  readonly value: unknown;
  /** The keyword that is broken, and where in the value: `/Records/0/Id`. */
  readonly keyword: string;
  readonly path: string;
  /** Where the keyword stands in the contract; undefined where that can't be said. */
  readonly pointer: string | undefined;
  /** Whether nothing else is wrong with it. */
  readonly alone: boolean;
}

export interface InstancesOptions {
  /** Whether texts and numbers go as far as their schemas let them: the longest, the largest of a format, any script. */
  readonly wide?: boolean;
}

/**
 * Values for the schemas of a contract's document, named by pointers into it. Each is validated before it is given away.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export class Instances {
  readonly validator: SchemaValidator;
  /** Holds to discriminators as well, which valid values of others need not. */
  readonly strictValidator: SchemaValidator;
  readonly #schemas: OpenApiDocument;
  readonly #maker: ValueMaker;
  readonly #edges = new Map<string, readonly unknown[]>();

  /** @param direction leaves out what isn't sent that way: `readOnly` properties in requests, `writeOnly` ones in answers */
  constructor(document: OpenApiDocument, direction?: Direction, { wide = false }: InstancesOptions = {}) {
    this.validator = new SchemaValidator(document, direction);
    const isDiscriminated = hasDiscriminators(document);
    this.strictValidator = isDiscriminated ? new SchemaValidator(document, direction, true) : this.validator;
    this.#schemas = isDiscriminated ? toJsonSchema2020(document, direction) : this.validator.document;
    if (isDiscriminated) applyDiscriminators(this.#schemas);
    this.#maker = new ValueMaker(this.#schemas, direction, wide);
  }

  /** The schema as JSON Schema 2020-12. */
  schemaAt(pointer: string): unknown {
    return valueAt(this.#schemas, pointer);
  }

  get document(): OpenApiDocument {
    return this.#schemas;
  }

  /**
   * A valid value as a person would write it, or with a seed one at random, which is the same for the same seed.
   * @returns undefined where none was found
   */
  valid(pointer: string, seed?: string | number): unknown {
    if (seed === undefined) {
      for (const choices of [defaultChoices, minimalChoices]) {
        const value = this.#attempt(pointer, choices);
        if (value !== undefined) return value;
      }
    }
    for (let attempt = 0; attempt < attempts; attempt++) {
      const value = this.#attempt(pointer, seededChoices(`${seed ?? ''}/${attempt}`));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** A valid value by somebody's choices; undefined where they lead to none. */
  chosen(pointer: string, choices: Choices): unknown {
    return this.#attempt(pointer, choices);
  }

  /** The usual value, the smallest, and those that differ from the usual one in one extreme: each valid, none twice. */
  edges(pointer: string, limit = 200): readonly unknown[] {
    // Bodies that refer to the same schema have the same.
    const { $ref, ...others } = (this.schemaAt(pointer) ?? {}) as SchemaObject;
    if (typeof $ref === 'string' && Object.keys(others).length === 0) return this.edges($ref, limit);
    const key = `${limit} ${pointer}`;
    const known = this.#edges.get(key) ?? [...this.#makeEdges(pointer, limit)];
    this.#edges.set(key, known);
    return known;
  }

  *#makeEdges(pointer: string, limit: number): Generator<unknown> {
    const decisions: Decision[] = [];
    const seen = new Set<string>();
    const tried = (choices: Choices) => {
      const value = this.#attempt(pointer, choices);
      const key = JSON.stringify(value);
      if (value === undefined || seen.has(key)) return [];
      seen.add(key);
      return [value];
    };
    yield* tried(deviatingChoices(decisions));
    yield* tried(minimalChoices);
    for (const [at, { least, most, isMinor }] of [...decisions].entries()) {
      if (isMinor && most - least >= manyLetters) continue;
      const extremes = !isMinor && most - least < 100 && most - least > 1 ? range(least, most) : [least, most];
      for (const choice of extremes) {
        if (seen.size >= limit) return;
        yield* tried(deviatingChoices([], at, choice));
      }
    }
  }

  /**
   * Values that break one keyword each: for each keyword and place the first that does. One that breaks nothing else goes
   * before those that can't help it.
   * @param base the valid value that they are made of, the usual one where it isn't given
   * @param others how many values at edges are broken as well, where they have in them what the first hasn't
   */
  invalid(pointer: string, base: unknown = this.valid(pointer), others = 0): InvalidInstance[] {
    const found = new Map<string, InvalidInstance>();
    if (base !== undefined) this.#collectInvalid(pointer, base, found);
    const shapes = new Set([shapeOf(base)]);
    for (const other of others > 0 ? this.edges(pointer, others) : []) {
      // What is built the same is broken the same.
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
      const at = joinPointer('', ...path);
      const key = `${keyword} ${variant} ${place} ${at.replaceAll(/\/\d+(?=\/|$)/g, '/*')}`;
      if (found.get(key)?.alone) continue;
      const broken = replaceAt(base, path, value);
      const violations = this.validator.validate(broken, pointer);
      const isMeant = (violation: SchemaViolation) =>
        violation.keyword === keyword &&
        violation.instancePath === joinPointer('', ...(value === undefined ? path.slice(0, -1) : path));
      // Within a branch, all that is told may be that no branch fits.
      const isBranch = ({ keyword: other }: SchemaViolation) => other === 'oneOf' || other === 'anyOf';
      if (violations.length === 0 || !(violations.some(isMeant) || violations.every(isBranch))) continue;
      const instance = {
        value: broken,
        keyword,
        path: at,
        pointer: place && schema && joinPointer(place, ...keywordTokens(schema, keyword, path)),
        alone: violations.every((violation) => isMeant(violation) || isBranch(violation)),
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

  /** A value that fits several branches of a `oneOf`, with something in it that all but one of them refuse. */
  #separated(value: unknown, pointer: string, violations: readonly SchemaViolation[]): unknown {
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
    try {
      const value = this.#maker.make(this.schemaAt(pointer), choices);
      // What a discriminator tells apart may still be several branches of a `oneOf` to everybody else.
      const violations = this.validator.validate(value, pointer);
      const sound = violations.length === 0 ? value : this.#separated(value, pointer, violations);
      if (sound === undefined || this.strictValidator === this.validator) return sound;
      return this.strictValidator.validate(sound, pointer).length === 0 ? sound : undefined;
    } catch (error) {
      if (error instanceof Unsatisfiable) return undefined;
      throw error;
    }
  }
}

/** From a schema to a keyword; of `required` to the name that is missing. */
function keywordTokens(schema: SchemaObject, keyword: string, path: readonly (string | number)[]): (string | number)[] {
  return keyword === 'required' ? [keyword, listOf(schema['required']).indexOf(path.at(-1))] : [keyword];
}

/** How a value is built: of which properties and items of which types. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}:${shapeOf(inner)}`)
    .join()}}`;
}

function range(least: number, most: number): number[] {
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}
