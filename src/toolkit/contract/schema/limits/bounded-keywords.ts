import {
  _,
  type CodeKeywordDefinition,
  type ErrorObject,
  type FuncKeywordDefinition,
  type KeywordCxt,
  type SchemaValidateFunction,
  str,
  ValidationError,
} from 'ajv';
import { getProperty } from 'ajv/dist/compile/codegen/index.js';
import { branchDefaults, root } from './branch-defaults.ts';
import { canonicalText } from './canonical-text.ts';

/**
 * `uniqueItems` in linear time: Ajv's own compares each item with each other one.
 * @param step called for each item; may throw
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.3
 */
export function uniqueItems(step: () => void): FuncKeywordDefinition {
  const validate: SchemaValidateFunction = (isUnique: boolean, items: readonly unknown[]) => {
    const search = searchRepetition(isUnique ? items : []);
    let next = search.next();
    for (; !next.done; next = search.next()) step();
    if (next.value) validate.errors = next.value;
    return next.value === undefined;
  };
  return { ...definition, validate };
}

/** The same for an asynchronous schema. */
export function uniqueItemsWithPauses(clock: Pausing): FuncKeywordDefinition {
  const validate = async (isUnique: boolean, items: readonly unknown[]): Promise<boolean> => {
    const search = searchRepetition(isUnique ? items : []);
    let next = search.next();
    for (; !next.done; next = search.next()) if (clock.isDue()) await clock.pause();
    if (next.value) throw new ValidationError(next.value);
    return true;
  };
  return { ...definition, async: true, validate };
}

/** Says when it is time for a pause, and makes it. */
export interface Pausing {
  isDue(): boolean;
  pause(): Promise<void>;
}

const definition = { keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', errors: true } as const;

/** Yields for each item, and returns the error. */
function* searchRepetition(items: readonly unknown[]): Generator<undefined, Partial<ErrorObject>[] | undefined> {
  const compounds = new Map<string, number>();
  const scalars = new Map<unknown, number>();
  for (const [i, item] of items.entries()) {
    yield;
    const isCompound = typeof item === 'object' && item !== null;
    const seen: Map<unknown, number> = isCompound ? compounds : scalars;
    const key = isCompound ? canonicalText(item) : item;
    const j = seen.get(key);
    if (j !== undefined) {
      const message = `must NOT have duplicate items (items ## ${j} and ${i} are identical)`;
      return [{ keyword: 'uniqueItems', message, params: { i, j } }];
    }
    seen.set(key, i);
  }
  return undefined;
}

/**
 * `maxProperties` for values of any type, so that it can be the first keyword of all.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.1
 */
export const maxProperties: CodeKeywordDefinition = {
  keyword: 'maxProperties',
  schemaType: 'number',
  error: {
    message: ({ schemaCode }) => str`must NOT have more than ${schemaCode} properties`,
    params: ({ schemaCode }) => _`{limit: ${schemaCode}}`,
  },
  code(context) {
    const { data, schemaCode } = context;
    const isObject = _`typeof ${data} == "object" && ${data} && !Array.isArray(${data})`;
    context.fail(_`${isObject} && Object.keys(${data}).length > ${schemaCode}`);
  },
};

/**
 * A keyword of our own that stands for `properties`, and counts the defaults that an object is about to get.
 * @param clock of which `fill` is called
 */
export function defaultsCount(clock: object): { keyword: string; definition: CodeKeywordDefinition } {
  const keyword = 'x-concordat-defaults';
  const code = ({ gen, data, it, parentSchema }: KeywordCxt) => {
    if (it.compositeRule) return;
    const properties = Object.entries((parentSchema['properties'] ?? {}) as Record<string, { default?: unknown }>);
    const filled = properties.filter(([, property]) => property.default !== undefined);
    if (filled.length === 0) return;
    const name = gen.scopeValue('obj', { ref: clock });
    const noted = gen.scopeValue('obj', { ref: branchDefaults });
    gen.if(_`typeof ${data} == "object" && ${data} && !Array.isArray(${data})`, () => {
      for (const [property, { default: value }] of filled)
        gen.if(_`${data}${getProperty(property)} === undefined`, () => {
          gen.code(_`${name}.fill(${valuesIn(value)})`);
          gen.code(_`${noted}.note(${root}, ${data}, ${property})`);
        });
    });
  };
  return { keyword, definition: { keyword, schemaType: [], code } };
}

/** Larger enumerations are looked up in a set; others are compared one by one. */
const maxCompared = { compounds: 8, scalars: 100 };

/**
 * Whether a value is in a large enumeration. Ajv's own compares it with each of them.
 * @returns undefined for other enumerations
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2
 */
export function enumLookup(allowed: readonly unknown[]): ((value: unknown) => boolean) | undefined {
  const compounds = allowed.filter((value) => typeof value === 'object' && value !== null);
  const scalars = new Set(allowed);
  if (compounds.length <= maxCompared.compounds && scalars.size <= maxCompared.scalars) return undefined;
  const texts = new Set(compounds.map((value) => canonicalText(value)));
  const maxValues = Math.max(0, ...compounds.map((value) => valuesIn(value)));
  return (value) => {
    if (typeof value !== 'object' || value === null) return scalars.has(value);
    return valuesIn(value, maxValues) <= maxValues && texts.has(canonicalText(value));
  };
}

/** How many values are in a value. @param enough counting ends beyond it */
function valuesIn(value: unknown, enough = Number.POSITIVE_INFINITY): number {
  if (typeof value !== 'object' || value === null) return 1;
  const names = Object.keys(value);
  let count = names.length + 1;
  for (const name of names) {
    if (count > enough) break;
    count += valuesIn((value as Record<string, unknown>)[name], enough - count);
  }
  return count;
}
