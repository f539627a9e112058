import { decodeFormText, decodeLeniently } from '../document/style-codecs.ts';
import { tooManyFields } from '../response/request-validation-error.ts';

/** Of a query, a form or cookies. */
export const maxFields = 10_000;

/** What a query string or a form says: each name's values, percent-encoded, in their order. */
export type Query = Map<string, string[]>;

/**
 * @throws {RequestValidationError} 413 if there are more than {@link maxFields}
 * @param isStrict whether names have to be well encoded as well
 * @throws {URIError} where they have to, and aren't
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export function parseQuery(text: string, isStrict = false): Query {
  return parsePairs(text, '&', isStrict ? decodeFormText : decodeLeniently);
}

/**
 * The cookies of a header.
 * @param delimiter also splits at an ampersand where that is what stands between exploded values
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1
 */
export function parseCookies(text: string, delimiter: RegExp): Query {
  const trim = (part: string) => part.trim();
  return parsePairs(text, delimiter, trim, trim);
}

function parsePairs(
  text: string,
  delimiter: string | RegExp,
  readName: (text: string) => string,
  tidy = (text: string) => text,
): Query {
  const query: Query = new Map();
  const pairs = text.split(delimiter, maxFields + 1);
  if (pairs.length > maxFields) throw tooManyFields();
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = readName(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : tidy(pair.slice(equals + 1));
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return query;
}
