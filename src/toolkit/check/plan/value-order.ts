import type { Excerpt } from '../../contract/document/excerpt.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { Case } from './case.ts';
import type { Fields } from './fields.ts';

/** The words for a beginning or a least value, and those for its end or the greatest one. */
const opposites: readonly (readonly [first: string, last: RegExp])[] = [
  ['from', /^(to|until|till|through|thru)$/],
  ['since', /^(until|till)$/],
  ['start', /^(end|finish|stop)$/],
  ['starts', /^(ends|finishes|stops)$/],
  ['started', /^(ended|finished|stopped|completed)$/],
  ['begin', /^end$/],
  ['begins', /^ends$/],
  ['open', /^close$/],
  ['opens', /^closes$/],
  ['opening', /^closing$/],
  ['in', /^out$/],
  ['pickup', /^(dropoff|return)$/],
  ['arrival', /^departure$/],
  ['departure', /^(arrival|return)$/],
  ['departs', /^arrives$/],
  ['min', /^max$/],
  ['minimum', /^maximum$/],
  ['lower', /^upper$/],
  ['low', /^high$/],
];

const compares =
  /\b(before|after|earlier|later|precedes?|follows?|less|greater|more|smaller|larger|higher|lower|exceeds?|at least|at most|sum|equals?)\b/i;

/**
 * Whether a request has values that a server may refuse together, while each is valid: one that ends before it begins, or what
 * the contract says in words of two properties.
 */
export function mayNotGoTogether({ operation, parts, location, combined, isRandom }: Case): boolean {
  const { excerpt, maker } = operation;
  const query = [...parts.parameters].filter(([{ in: kind }]) => kind === 'query');
  if (endsBeforeItBegins(Object.fromEntries(query.map(([{ name }, value]) => [name, value])))) return true;
  const { body } = parts;
  if (endsBeforeItBegins(body)) return true;
  const pointer = maker.body?.pointer;
  if (pointer === undefined || !isObject(body)) return false;
  const tested = [location, ...(combined ?? []).map((one) => one.location)].map((one) => one?.split('/')[1]);
  return comparedIn(excerpt, pointer, body).some((name) => isRandom || tested.includes(name));
}

function endsBeforeItBegins(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(endsBeforeItBegins);
  if (!isObject(value)) return false;
  return hasWrongOrder(value) || Object.values(value).some(endsBeforeItBegins);
}

function hasWrongOrder(fields: Fields): boolean {
  const ranked = Object.entries(fields).flatMap(([name, value]) => {
    const rank = rankOf(value);
    return Number.isNaN(rank) ? [] : [{ words: wordsOf(name), rank }];
  });
  return ranked.some((one) => ranked.some((other) => isPair(one.words, other.words) && one.rank >= other.rank));
}

function isPair(first: readonly string[], last: readonly string[]): boolean {
  const different = first.flatMap((word, index) => (word === last[index] ? [] : [index]));
  const [index, ...more] = different;
  if (first.length !== last.length || index === undefined || more.length > 0) return false;
  return opposites.some(([one, others]) => one === first[index] && others.test(last[index] as string));
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
}

/** A number itself, a time in milliseconds. */
function rankOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  if (/^\d\d:\d\d/.test(value)) return Date.parse(`1970-01-01T${value.slice(0, 5)}Z`);
  return /^\d{4}-\d\d-\d\d(T|$)/i.test(value) ? Date.parse(value) : Number.NaN;
}

/** The properties of a body that the contract compares, in the description of one, of the operation or of a refusal. */
function comparedIn({ document, operation: { node } }: Excerpt, pointer: string, body: Fields): string[] {
  const schemas = schemasInPlace(document, valueAt(document, pointer));
  const names = propertyNames(schemas).filter((name) => Object.hasOwn(body, name));
  const namedIn = (said: string) => {
    const words = new Set(said.split(/[^\w-]+/));
    return compares.test(said) ? names.filter((name) => words.has(name)) : [];
  };
  const ofProperties = names.flatMap((name) =>
    schemasInPlace(document, ...schemasAt(schemas, name)).map(({ description }) => namedIn(`${name}: ${description}`)),
  );
  const refusals = ['400', '409', '422'].flatMap((status) => node.responses?.[status] ?? []);
  const texts = [node, ...refusals.map((one) => resolveReference(document, one))].map(({ description }) => description);
  const sentences = texts.flatMap((text) => text?.split(/[.;\n]/) ?? []);
  return [...ofProperties, ...sentences.map(namedIn)].flatMap((named) => (named.length > 1 ? named : []));
}
