import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import { compact, type RecordType } from './record-type.ts';

/** A number in a record that says how many others there are, or what the average of one of their numbers is. */
export interface Figure {
  readonly way: readonly string[];
  readonly children: RecordType;
  /** The number of a child that it is the average of; undefined for a count. */
  readonly averageOf: string | undefined;
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

/** A rating is given in stars, or as a score. */
function isMeasured(words: string, measured: string): boolean {
  return words === measured || (measured === 'rating' && /^(stars?|score|points)$/.test(words));
}
