import { stringifyExactly } from '../document/exact-json.ts';
import { isJson } from '../document/media-type.ts';
import type { EncodingObject, MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import { codecFor } from '../document/style-codecs.ts';
import type { Pairs } from '../document/style-rows.ts';
import { writeStyled } from '../document/styled-writer.ts';
import { parsedCompound } from '../schema/compound-text.ts';
import { contentTypesOf, isStyled } from './field-encoding.ts';
import { toQueryPairs } from './parameter-writer.ts';

/** Writes an object as application/x-www-form-urlencoded, each property as its Encoding Object says. */
export function writeForm(document: OpenApiDocument, { encoding = {} }: MediaTypeObject, value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .flatMap(([name, field]) => {
      const own = Object.hasOwn(encoding, name) ? (encoding[name] as EncodingObject) : {};
      return toQueryPairs(writeField(document, name, own, field));
    })
    .join('&');
}

function writeField(document: OpenApiDocument, name: string, encoding: EncodingObject, value: unknown): Pairs {
  const codec = codecFor('query', encoding);
  if (isStyled(document, encoding, false)) return writeStyled(name, 'query', encoding, codec, value);
  return textsOf(value, contentTypesOf(encoding)?.some(isJson)).map((text) => [name, codec.encode(text)]);
}

/** The texts of a field without a style: one for each item of a list; nested values are JSON. */
export function textsOf(value: unknown, isWholeJson = false): string[] {
  if (isWholeJson && !isListOfObjects(value)) return [stringifyExactly(value)];
  if (!Array.isArray(value)) return [textOf(value)];
  const texts = value.map(textOf);
  // An empty list has no items, and a single text that is a JSON array would be read as the list.
  const isUnclear = texts.length === 0 || (texts.length === 1 && Array.isArray(parsedCompound(texts[0] as string)));
  return isUnclear ? [stringifyExactly(value)] : texts;
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null);
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? stringifyExactly(value) : String(value);
}
