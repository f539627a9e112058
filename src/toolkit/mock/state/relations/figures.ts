import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { isStatus, singular, wordsOf } from '../../plausible/words.ts';
import { type Grouping, groupingOf } from './groups.ts';
import { compact, componentOf, fieldWays, type RecordType } from './record-type.ts';

/** A number in a record that says how many others there are, or what the average of one of their numbers is. */
export interface Figure {
  readonly way: readonly string[];
  readonly children: RecordType;
  /** The number of a child that it is the average of; undefined for a count. */
  readonly averageOf: string | undefined;
  /** The status of those that are counted, such as the open ones; undefined for all. */
  readonly only?: { readonly way: readonly string[]; readonly values: ReadonlySet<unknown> };
  /** What of a child they are counted by: its status; undefined for one number. */
  readonly by?: Grouping;
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
  const grouped = own.isOverview
    ? groupingOf(document, words, inside, typesIn(document, schemas, recordTypes))
    : undefined;
  if (grouped) return [{ way: [...way, name], averageOf: undefined, ...grouped }];
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
    const below = own.isOverview || !/ count$/.test(words) ? [] : recordTypes.filter((other) => isBelow(other, own));
    const counted = countedIn(document, noun, below);
    if (counted?.only) return [{ way: [...way, name], averageOf: undefined, ...counted }];
  }
  const counted = own.isOverview
    ? countedIn(document, noun ?? words, typesIn(document, schemas, recordTypes))
    : undefined;
  if (counted) return [{ way: [...way, name], averageOf: undefined, ...counted }];
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

function isBelow({ path }: RecordType, { recordPath }: RecordType): boolean {
  return path.startsWith(`${recordPath}/`);
}

/** The resources whose records an overview is about: those that it has in lists and names in counts first, then all others. */
function typesIn(
  document: OpenApiDocument,
  schemas: readonly SchemaObject[],
  recordTypes: readonly RecordType[],
): readonly RecordType[] {
  const free = recordTypes.filter(({ isNested }) => !isNested);
  const texts = propertyNames(schemas).map((name) => compact(singular(wordsOf(name).replace(/ count$/, ''))));
  const components = new Set(
    propertyNames(schemas).flatMap((name) =>
      schemasInPlace(document, ...schemasAt(schemas, name)).flatMap(({ items }) => componentOf(items) ?? []),
    ),
  );
  const isNamed = ({ names, schemaName = '' }: RecordType) =>
    components.has(schemaName) || names.some((name) => texts.some((text) => text.endsWith(name)));
  return [...free.filter(isNamed), ...free.filter((one) => !isNamed(one))];
}

/** `members`, `activeMembers`, and `delivered` where one resource has such a status. */
function countedIn(
  document: OpenApiDocument,
  noun: string,
  recordTypes: readonly RecordType[],
): Pick<Figure, 'children' | 'only'> | undefined {
  const [, state = '', rest = noun] = /^(\S+(?: \S+)??) (\S+s)$/.exec(noun) ?? [];
  const isPlural = singular(rest) !== rest;
  const named = isPlural ? recordTypes.find(({ names }) => names.includes(compact(singular(rest)))) : undefined;
  if (named && (state === '' || state === 'total' || state === 'all')) return { children: named };
  for (const children of named ? [named] : recordTypes) {
    const only = statusOf(document, children, named ? state : noun);
    if (only) return { children, only };
  }
  return undefined;
}

/** What is meant by some words for a status. */
const alike: Readonly<Record<string, RegExp>> = {
  open: /^(open|published|active|available|new|pending|todo|in ?progress)$/,
  active: /^(active|running|in ?progress|enabled|open|published)$/,
  completed: /^(completed?|done|finished|closed)$/,
  booked: /^(booked|confirmed|reserved|attended|checked ?in|no ?show|active|paid)$/,
  registered: /^(registered|confirmed|attended|checked ?in|active|paid)$/,
};

/** The objects that may have a record's status: itself, and those in it. */
function waysToStatus(type: RecordType): readonly (readonly string[])[] {
  const own = fieldWays(type);
  const names = propertyNames(type.schemas);
  return names.some((name) => isStatus(wordsOf(name))) ? own : [...own, ...names.map((name) => [name])];
}

/** The values of a record's status that a word stands for; undefined if there are none. */
function statusOf(document: OpenApiDocument, type: RecordType, word: string): Figure['only'] {
  for (const way of waysToStatus(type)) {
    const schemas = schemasAlong(document, { allOf: type.schemas }, way);
    const status = propertyNames(schemas).find((name) => isStatus(wordsOf(name)));
    if (status === undefined) continue;
    const all = schemasInPlace(document, ...schemasAt(schemas, status)).flatMap((schema) => schema.enum ?? []);
    const own = all.filter((value) => [word, `${word}ed`].includes(wordsOf(String(value))));
    const values = own.length > 0 ? own : all.filter((value) => alike[word]?.test(wordsOf(String(value))));
    if (values.length > 0) return { way: [...way, status], values: new Set(values) };
  }
  return undefined;
}

/** A rating is given in stars, or as a score. */
function isMeasured(words: string, measured: string): boolean {
  return words === measured || (measured === 'rating' && /^(stars?|score|points)$/.test(words));
}
