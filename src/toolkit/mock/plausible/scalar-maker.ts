import { pointerTo } from '../../contract/document/pointer-index.ts';
import { type Instances, makeText, seededChoices } from '../../instances/index.ts';
import { isProse, longAttempt } from './distinct-values.ts';
import type { SeededFaker } from './faker.ts';
import { fitText, formattedText, textOrPhrase } from './formatted-text.ts';
import type { MergedSchema } from './merged-schema.ts';
import { booleanFor, numberFor } from './number-values.ts';
import { contextOf, type Position } from './position.ts';

/** What all records of a contract have in common, where it has a default. */
const common = /\b(currency|locale|language|time ?zone|country|unit)\b/;

/** Makes texts, numbers and booleans by their names, within the bounds of their schemas. */
export class ScalarMaker {
  readonly #instances: Instances;
  readonly #source: SeededFaker;

  constructor(instances: Instances, source: SeededFaker) {
    this.#instances = instances;
    this.#source = source;
  }

  boolean(merged: MergedSchema, position: Position): boolean {
    this.#source.seed(position.seed);
    return booleanFor(contextOf(merged, position, this.#source));
  }

  /** @param attempt another one gives another text */
  text(merged: MergedSchema, position: Position, attempt: number): string | undefined {
    const seed = seedOf(position, attempt);
    const context = contextOf(merged, position, this.#source);
    this.#source.seed(seed);
    const isCommon = typeof merged.default === 'string' && common.test(context.words);
    const make = () => formattedText(context, merged.format) ?? textOrPhrase(context);
    const one = isCommon ? (merged.default as string) : make();
    const made =
      attempt >= longAttempt && isProse(position.names.at(-1) ?? '') ? [...new Set([one, make()])].join(' ') : one;
    const fitted = fitText(made, merged.minLength, context.maxLength, context);
    if (merged.pattern === '') return fitted;
    const forms = [
      () => fitted,
      () => fitted.replaceAll(/[^\w+]/g, ''),
      () => fitted.toUpperCase(),
      () => fitted.toLowerCase(),
      () => this.#source.faker.phone.number({ style: 'international' }),
    ];
    for (const form of forms) {
      const text = form();
      if (this.#fits(text, merged)) return text;
    }
    return makeText(merged.parts, seededChoices(seed));
  }

  /** @param attempt another one gives another number */
  number(merged: MergedSchema, position: Position, attempt: number): number {
    const isInteger = merged.types.includes('integer');
    const above = merged.greatest('exclusiveMinimum');
    const below = merged.least('exclusiveMaximum');
    const step = merged.greatest('multipleOf') ?? (isInteger ? 1 : 0);
    const least = step || 0.01;
    const min = merged.greatest('minimum') ?? (above === undefined ? undefined : above + least);
    const max = merged.least('maximum') ?? (below === undefined ? undefined : below - least);
    const context = contextOf(merged, position, this.#source);
    this.#source.seed(seedOf(position, attempt));
    const made = numberFor(context, isInteger, { min, max });
    if (step === 0) return made;
    const stepped = Math.round(made / step) * step;
    // Without the last digits of a binary fraction.
    return Number(stepped.toPrecision(12));
  }

  #fits(text: string, { parts }: MergedSchema): boolean {
    return parts.every((schema) => {
      const pointer = schema['pattern'] === undefined ? undefined : pointerTo(this.#instances.document, schema);
      return pointer === undefined || this.#instances.isValid(text, pointer);
    });
  }
}

function seedOf({ seed }: Position, attempt: number): string {
  return attempt === 0 ? seed : `${seed} ${attempt}`;
}
