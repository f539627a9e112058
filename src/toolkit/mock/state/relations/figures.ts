import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { isStatus, singular, wordsOf } from '../../plausible/words.ts';
import { compact, fieldWays, type RecordType } from './record-type.ts';

/** A number in a record that says how many others there are, or what the average of one of their numbers is. */
export interface Figure {
  readonly way: readonly string[];
  readonly children: RecordType;
  /** The number of a child that it is the average of; undefined for a count. */
  readonly averageOf: string | undefined;
  /** The status of those that are counted, such as the open ones; undefined for all. */
  readonly only?: { readonly way: readonly string[]; readonly values: ReadonlySet<unknown> };
}

/** `reviewCount`, `number_of_books`, `averageRating`: of the resource below it, or of one that refers to it. */
export function figureOf(
  document: OpenApiDocument,
  way: readonly string[],
  name: string,
  schemas: readonly SchemaObject[],
  own: RecordType,
  recordTypes: readonly RecordType[],
): Figure[] {
  const words = wordsOf(name);
  const inside = schemasInPlace(document, ...schemasAt(schemas, name));
  if (!inside.some(({ type }) => [type].flat().some((one) => one === 'integer' || one === 'number'))) return [];
  const [, ...found] = /^(.+?)s? count$|^(?:number of|num|total|count of) (.+)$|^(.+) total$/.exec(words) ?? [];
  const noun = found.find((one) => one !== undefined);
  if (noun !== undefined) {
    const children = recordTypes.find((other) => other !== own && other.names.includes(compact(singular(noun))));
    if (children) return [{ way: [...way, name], children, averageOf: undefined }];
    const [, state = '', rest = ''] = /^(\S+) (\S+)$/.exec(noun) ?? [];
    const some = recordTypes.find((other) => other !== own && other.names.includes(compact(singular(rest))));
    const only = some && statusOf(document, some, state);
    if (only) return [{ way: [...way, name], children: some, averageOf: undefined, only }];
  }
  const [, before, after] =
    /^(?:average|avg|mean) (.+)$|^(.+) (?:average|avg|mean)$/.exec(words) ?? (words === 'rating' ? ['', 'rating'] : []);
  const measured = before ?? after;
  if (measured === undefined) return [];
  for (const children of recordTypes) {
    const property = propertyNames(children.schemas).find((one) => isMeasured(wordsOf(one), measured));
    if (property !== undefined && children !== own && children.recordPath.startsWith(`${own.recordPath}/`))
      return [{ way: [...way, name], children, averageOf: property }];
  }
  return [];
}

/** What is meant by some words for a status. */
const alike: Readonly<Record<string, RegExp>> = {
  open: /^(open|published|active|available|new|pending|todo|in ?progress)$/,
  active: /^(active|running|in ?progress|enabled|open|published)$/,
  completed: /^(completed?|done|finished|closed)$/,
};

/** The values of a record's status that a word stands for; undefined if there are none. */
function statusOf(document: OpenApiDocument, type: RecordType, word: string): Figure['only'] {
  for (const way of fieldWays(type)) {
    const schemas = schemasAlong(document, { allOf: type.schemas }, way);
    const status = propertyNames(schemas).find((name) => isStatus(wordsOf(name)));
    if (status === undefined) continue;
    const all = schemasInPlace(document, ...schemasAt(schemas, status)).flatMap((schema) => schema.enum ?? []);
    const own = all.filter((value) => wordsOf(String(value)) === word);
    const values = own.length > 0 ? own : all.filter((value) => alike[word]?.test(wordsOf(String(value))));
    if (values.length > 0) return { way: [...way, status], values: new Set(values) };
  }
  return undefined;
}

/** A rating is given in stars, or as a score. */
function isMeasured(words: string, measured: string): boolean {
  return words === measured || (measured === 'rating' && /^(stars?|score|points)$/.test(words));
}
