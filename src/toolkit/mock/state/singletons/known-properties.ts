import { valueAt } from '../../../contract/document/json-pointer.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import { pointerTo } from '../../../contract/document/pointer-index.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import type { MockOperation } from '../../mock-operation.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { PathValues } from '../collections.ts';

type Fields = Readonly<Record<string, unknown>>;

const shared = /^(status|state|currency( code)?)$/;
const sums = /^(grand |order )?(total|amount)( (price|amount|cost|due|sum))?( (in )?cents)?$/;
const paid =
  /^((refund(ed)?|paid|payment|captured?|charged?) )?(amount|total)( (paid|due|refunded|captured|charged))?( (in )?cents)?$/;

interface Known {
  /** Those that the path may say. */
  readonly inPath: readonly string[];
  readonly template: string;
  readonly path: PathValues;
  /** The record that it tells of. */
  readonly record: Fields | undefined;
  /** These come before what the path and the record say. */
  readonly given: Fields;
}

/**
 * The properties of a value of which is known what they have, as far as its schema allows that.
 * @param pointer to the schema of the value
 */
export function knownProperties(
  { instances }: MockOperation,
  pointer: string,
  names: readonly string[],
  { inPath, template, path, record, given }: Known,
): Record<string, unknown> {
  const { document } = instances;
  const schemas = schemasInPlace(document, valueAt(document, pointer));
  const fits = (name: string, value: unknown) =>
    schemasAt(schemas, name).every((schema) => {
      const own = pointerTo(document, schema as object);
      return own === undefined || instances.isValid(value, own);
    });
  const known = { ...(record && takenFrom(record, names)), ...fixedByPath(template, inPath, path), ...given };
  return Object.fromEntries(Object.entries(known).filter(([name, value]) => fits(name, value)));
}

/** What a result has from the record that it is about: the payment of an order has its total and its currency. */
function takenFrom(record: Fields, names: readonly string[]): Record<string, unknown> {
  const sum = Object.entries(record).find(
    ([name, value]) => typeof value === 'number' && sums.test(wordsOf(name)),
  )?.[1];
  return Object.fromEntries(
    names.flatMap((name): [string, unknown][] => {
      const words = wordsOf(name);
      const isShared = Object.hasOwn(record, name) && (shared.test(words) || sums.test(words));
      if (isShared) return [[name, record[name]]];
      return sum !== undefined && paid.test(words) ? [[name, sum]] : [];
    }),
  );
}

/** The properties that are called like a variable of the path. */
function fixedByPath(template: string, properties: readonly string[], path: PathValues): Fields {
  return Object.fromEntries(
    variableNames(template).flatMap((variable) => {
      const name = properties.find((one) => normalizeName(one) === normalizeName(variable));
      return name === undefined || path[variable] === undefined ? [] : [[name, path[variable]]];
    }),
  );
}
