import randexp from 'randexp';
import { tolerantRegExp } from '../contract/schema/schema-validator.ts';
import { type Choices, manyLetters } from './choices.ts';
import { formats } from './formats.ts';
import { limitOf, type Merged, Unsatisfiable } from './merged-schema.ts';

/** Its types speak of a default export, and it is the module itself. */
const RandExp = randexp as unknown as typeof randexp.default;

const attempts = 40;
/** In characters. */
const longest = 1_000_000;

/** A text of the schemas' length, pattern and format, as far as these can be had together. */
export function makeText(schemas: Merged, choices: Choices, wide = false): string {
  const least = limitOf(schemas, 'minLength', Math.max) ?? 0;
  const most = limitOf(schemas, 'maxLength', Math.min) ?? Number.POSITIVE_INFINITY;
  if (least > longest) throw new Unsatisfiable('a text of this schema is longer than what is made');
  const patterns = schemas.map((schema) => schema['pattern']).filter((pattern) => typeof pattern === 'string');
  const format = schemas.map((schema) => schema['format']).find((name) => typeof name === 'string');
  const fits = (text: string) =>
    lengthOf(text) >= least && lengthOf(text) <= most && patterns.every((pattern) => matches(pattern, text));
  // A pattern that asks for a URL would else be given hosts that may be somebody's.
  const kind = format ?? (patterns.some((pattern) => /:(\\?\/){2}/.test(pattern)) ? 'uri' : undefined);
  const make = kind === undefined || !Object.hasOwn(formats, kind as string) ? undefined : formats[kind as string];
  if (make) {
    const serial = choices.choose(0, 9999, 1);
    const grows = wide && kind === 'uri' && Number.isFinite(most);
    const length = grows ? choices.choose(least, Math.max(least, Math.min(most, 8000)), least) : least;
    const text = make(serial, Math.min(Math.max(length, 1), 8000));
    if (fits(text)) return text;
    if (patterns.length === 0) return cut(text, most);
  }
  if (patterns.length === 0) return wide ? wideText(least, most, choices) : plainText(least, most, choices);
  // Where the pattern leaves room, it is the length that matters.
  const plain = wide ? wideText(least, most, choices) : '';
  if (wide && fits(plain)) return plain;
  let last = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    last = matching(patterns[attempt % patterns.length] as string, choices, least, most, attempt);
    if (fits(last)) return last;
  }
  return last;
}

function plainText(least: number, most: number, choices: Choices): string {
  const greatest = Math.min(most, Math.max(least, 20));
  const usual = Math.min(greatest, Math.max(least, 6));
  const length = choices.choose(least, greatest, usual);
  return 'string'.repeat(Math.ceil(length / 6)).slice(0, length);
}

/** What texts are made of: plain letters, then characters of two halves, several scripts, then what has a meaning to HTML, SQL and shells. */
const alphabets = ['string', '😀', 'Žluťoučký 文字 عربى 😀 ñ', `O'Brien "<b>&amp;</b>" \\ % ; --`].map((text) => [
  ...text,
]);

function wideText(least: number, most: number, choices: Choices): string {
  const greatest = Math.min(most, Math.max(least, Number.isFinite(most) ? 5000 : 1000));
  const chosen = choices.choose(least, greatest, Math.min(greatest, Math.max(least, 6)));
  const index = choices.choose(0, alphabets.length - 1, 0);
  const alphabet = alphabets[index] as string[];
  // Whoever counts halves of characters is wrong where it matters: at the greatest length.
  const length = index === 1 && Number.isFinite(most) ? greatest : chosen;
  const rest = alphabet.slice(0, length % alphabet.length).join('');
  const text = alphabet.join('').repeat(Math.floor(length / alphabet.length)) + rest;
  // What stands at the ends of a text is often trimmed.
  return text.endsWith(' ') ? `${text.slice(0, -1)}x` : text;
}

/** The length that JSON Schema means: in characters, not in halves of them. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length++;
  return length;
}

function cut(text: string, most: number): string {
  return Number.isFinite(most) ? [...text].slice(0, most).join('') : text;
}

function matches(pattern: string, text: string): boolean {
  return tolerantRegExp(pattern, 'u').test(text);
}

/** A text for a pattern, tried in other ways each time: lookaheads are taken for parts that have to be in it somewhere. */
function matching(pattern: string, choices: Choices, least: number, most: number, attempt: number): string {
  const lookaheads = [...pattern.matchAll(/\(\?=((?:[^()\\]|\\.|\([^()]*\))*)\)/g)].map(([, inner]) => inner as string);
  const plain = pattern
    .replaceAll(/\(\?(?:[=!]|<[=!])(?:[^()\\]|\\.|\([^()]*\))*\)/g, '')
    .replaceAll(/\(\?<\w+>/g, '(');
  const parts = lookaheads.map((inner) =>
    generate(inner.replace(/^\^?\.[*+]\??/, '').replace(/\.\*\$?$/, ''), choices, 1),
  );
  const room = Number.isFinite(most) ? Math.max(1, Math.min(most, 200)) : 10 + attempt;
  const text = generate(plain, choices, Math.max(1, Math.min(room, Math.max(least, 3 + attempt))));
  if (parts.length > 0) return (parts.join('') + text).slice(0, Math.max(least, parts.join('').length, 8));
  if (lengthOf(text) >= least) return text;
  const padded = text + 'a'.repeat(least - lengthOf(text));
  return matches(pattern, padded) ? padded : text;
}

/** By pattern: to read one takes longer than to make a text of it. */
const expressions = new Map<string, InstanceType<typeof RandExp>>();

function generate(pattern: string, choices: Choices, max: number): string {
  try {
    const expression = expressions.get(pattern) ?? new RandExp(new RegExp(withPlainClasses(pattern)));
    expressions.set(pattern, expression);
    expression.max = max;
    // The first letters of all classes, or the last ones: to try each by itself would be much of the same.
    const end = choices.isTrying ? choices.choose(0, 2, 1) : 1;
    expression.randInt = (from, to) => {
      if (end !== 1 && to - from >= manyLetters) return end === 0 ? from : to;
      return choices.choose(from, to, from + ((to - from) >> 1), true);
    };
    return expression.gen();
  } catch {
    return '';
  }
}

/** Classes of Unicode, as far as letters without accents go. */
function withPlainClasses(pattern: string): string {
  const classes: Readonly<Record<string, string>> = {
    Lu: 'A-Z',
    Ll: 'a-z',
    L: 'A-Za-z',
    N: '0-9',
    Nd: '0-9',
    P: '!-/',
  };
  let inClass = false;
  return pattern.replaceAll(/\\p\{([^}]*)\}|\\.|\[|\]/gs, (token, name?: string) => {
    if (token === '[') inClass = true;
    if (token === ']') inClass = false;
    if (name === undefined) return token;
    const range = classes[name.replace(/^.*=/, '')] ?? classes[name.charAt(0)] ?? 'A-Za-z';
    return inClass ? range : `[${range}]`;
  });
}
