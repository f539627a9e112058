import { valueAt } from '../contract/json-pointer.ts';
import type { OpenApiDocument } from '../contract/openapi.ts';
import { type Direction, withJsonSchemas } from '../contract/schema.ts';
import { SchemaValidator } from '../contract/schema-validator.ts';
import { type Choices, type Decision, deviatingChoices, leastChoices, seededChoices, usualChoices } from './choices.ts';
import { Unsatisfiable } from './merged-schema.ts';
import { ValueMaker } from './value-maker.ts';

/** How often a value is made anew before a schema counts as one that nothing satisfies. */
const attempts = 12;

/**
 * Values for the schemas of a contract's document, named by pointers into it. Each is validated before it is given away.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export class Instances {
  readonly validator: SchemaValidator;
  readonly #schemas: OpenApiDocument;
  readonly #maker: ValueMaker;

  /** @param direction leaves out what isn't sent that way: `readOnly` properties in requests, `writeOnly` ones in answers */
  constructor(document: OpenApiDocument, direction?: Direction) {
    this.validator = new SchemaValidator(document, direction);
    this.#schemas = withJsonSchemas(document, direction);
    this.#maker = new ValueMaker(this.#schemas, direction);
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
      for (const choices of [usualChoices, leastChoices]) {
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

  /** The usual value, the smallest, and those that differ from the usual one in one extreme: each valid, none twice. */
  *edges(pointer: string, limit = 200): Generator<unknown> {
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
    yield* tried(leastChoices);
    for (const [at, { least, most }] of [...decisions].entries()) {
      const extremes = most - least < 100 && most - least > 1 ? range(least, most) : [least, most];
      for (const choice of extremes) {
        if (seen.size >= limit) return;
        yield* tried(deviatingChoices([], at, choice));
      }
    }
  }

  isValid(value: unknown, pointer: string): boolean {
    return this.validator.validate(value, pointer).length === 0;
  }

  #attempt(pointer: string, choices: Choices): unknown {
    try {
      const value = this.#maker.make(this.schemaAt(pointer), choices);
      return this.isValid(value, pointer) ? value : undefined;
    } catch (error) {
      if (error instanceof Unsatisfiable) return undefined;
      throw error;
    }
  }
}

function range(least: number, most: number): number[] {
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}
