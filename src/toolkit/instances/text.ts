import { compilePattern } from '../contract/schema/pattern-matcher.ts';
import { type Choices, seededChoices } from './choices.ts';
import { formats } from './formats.ts';
import { limitOf, type Merged, Unsatisfiable } from './merged-schema.ts';
import { makePatternText } from './pattern-text.ts';

const attempts = 40;
/** In characters. */
const maxMadeLength = 1_000_000;

/** A text of the schemas' length, pattern and format, if one satisfies them all. */
export function makeText(schemas: Merged, choices: Choices, wide = false): string {
  const minLength = limitOf(schemas, 'minLength', Math.max) ?? 0;
  const maxLength = limitOf(schemas, 'maxLength', Math.min) ?? Number.POSITIVE_INFINITY;
  if (minLength > maxMadeLength)
    throw new Unsatisfiable(`a text of this schema has more than ${maxMadeLength} characters`);
  const patterns = schemas.map((schema) => schema['pattern']).filter((pattern) => typeof pattern === 'string');
  const format = schemas.map((schema) => schema['format']).find((name) => typeof name === 'string');
  const fits = (text: string) =>
    lengthOf(text) >= minLength &&
    lengthOf(text) <= maxLength &&
    patterns.every((pattern) => compilePattern(pattern).test(text));
  // A text for a URL's pattern could have the host name of a real server.
  const kind = format ?? (patterns.some((pattern) => /:(\\?\/){2}/.test(pattern)) ? 'uri' : undefined);
  const make = kind === undefined || !Object.hasOwn(formats, kind as string) ? undefined : formats[kind as string];
  if (make) {
    const serial = choices.choose(0, 9999, 1, 'amount');
    const grows = wide && kind === 'uri' && Number.isFinite(maxLength);
    const length = grows
      ? choices.choose(minLength, Math.max(minLength, Math.min(maxLength, 8000)), minLength, 'amount')
      : minLength;
    const text = make(serial, Math.min(Math.max(length, 1), 8000));
    if (fits(text)) return text;
    if (patterns.length === 0) return cut(text, maxLength);
  }
  if (patterns.length === 0)
    return wide ? wideText(minLength, maxLength, choices) : plainText(minLength, maxLength, choices);
  // If the pattern allows any characters, the length is what matters.
  const plain = wide ? wideText(minLength, maxLength, choices) : '';
  if (wide && fits(plain)) return plain;
  const first = makePatternText(patterns[0] as string, choices, minLength, maxLength);
  if (fits(first)) return first;
  // The same choices would give the same text again.
  const salt = choices.choose(0, 2 ** 30, 0, 'letter');
  for (let attempt = 1; attempt < attempts; attempt++) {
    const pattern = patterns[attempt % patterns.length] as string;
    const text = makePatternText(pattern, seededChoices(`${salt}/${attempt}`), minLength, maxLength, attempt);
    if (fits(text)) return text;
  }
  return first;
}

function plainText(minLength: number, maxLength: number, choices: Choices): string {
  const maxChosen = Math.min(maxLength, Math.max(minLength, 20));
  const defaultLength = Math.min(maxChosen, Math.max(minLength, 6));
  const length = choices.choose(minLength, maxChosen, defaultLength, 'amount');
  return 'string'.repeat(Math.ceil(length / 6)).slice(0, length);
}

/** The characters of texts: plain letters, then surrogate pairs, several scripts, and characters that HTML, SQL and shells interpret. */
const alphabets = ['string', '😀', 'Žluťoučký 文字 عربى 😀 ñ', `O'Brien "<b>&amp;</b>" \\ % ; --`].map((text) => [
  ...text,
]);

function wideText(minLength: number, maxLength: number, choices: Choices): string {
  const maxChosen = Math.min(maxLength, Math.max(minLength, Number.isFinite(maxLength) ? 5000 : 1000));
  const chosen = choices.choose(minLength, maxChosen, Math.min(maxChosen, Math.max(minLength, 6)), 'amount');
  const index = choices.choose(0, alphabets.length - 1, 0);
  const alphabet = alphabets[index] as string[];
  // A server that counts UTF-16 code units is wrong at the maximum length.
  const length = index === 1 && Number.isFinite(maxLength) ? maxChosen : chosen;
  const rest = alphabet.slice(0, length % alphabet.length).join('');
  const text = alphabet.join('').repeat(Math.floor(length / alphabet.length)) + rest;
  // The ends of a text are often trimmed.
  return text.endsWith(' ') ? `${text.slice(0, -1)}x` : text;
}

/** The length in characters, as in JSON Schema, not in UTF-16 code units. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length++;
  return length;
}

function cut(text: string, maxLength: number): string {
  return Number.isFinite(maxLength) ? [...text].slice(0, maxLength).join('') : text;
}
