/**
 * JSON whose integers keep their digits. An integer beyond 2^53 is a BigInt, with which arithmetic throws rather than lose
 * digits; all others are numbers, as the generated types say.
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-6
 */

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** @throws {SyntaxError} */
export function parseExactly(text: string): unknown {
  return mayHaveLongIntegers(text) ? JSON.parse(text, reviveExactly) : JSON.parse(text);
}

/** Fewer digits fit into a double. */
const minDigits = 16;

/**
 * Whether JSON may have an integer beyond 2^53: a reviver makes parsing several times slower, and few texts need it. It looks at
 * every sixteenth character, so that these cost nothing.
 */
export function mayHaveLongIntegers(json: string): boolean {
  for (let at = minDigits - 1; at < json.length; at += minDigits) {
    if (!isDigit(json, at)) continue;
    let start = at;
    while (isDigit(json, start - 1)) start--;
    let end = at + 1;
    while (isDigit(json, end)) end++;
    if (end - start >= minDigits && !/["\w.+]/.test(json[start - 1] ?? '')) return true;
    at = end;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Keeps the digits of integers, as a reviver of `JSON.parse`. */
export const reviveExactly = ((_key: string, value: unknown, { source = '' }: { readonly source?: string }) =>
  typeof value === 'number' && /^-?\d+$/.test(source) ? integerOf(source) : value) as (
  key: string,
  value: unknown,
) => unknown;

/** Like `JSON.stringify`, but a BigInt is written as its digits. @param indent of each level, in blanks */
export function stringifyExactly(value: unknown, indent = 0): string {
  try {
    return JSON.stringify(value, null, indent);
  } catch (error) {
    // It has a BigInt or a circle; for a circle the second attempt throws too.
    if (!(error instanceof TypeError)) throw error;
    const write = (_key: string, inner: unknown) => (typeof inner === 'bigint' ? rawJSON(String(inner)) : inner);
    return JSON.stringify(value, write, indent);
  }
}

/** Reading and writing a BigInt takes quadratic time. A double ends at 309 digits. */
const maxDigits = 1000;

/** @param digits with or without a sign @returns infinity for more than a thousand digits */
export function integerOf(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) || digits.length > maxDigits ? value : BigInt(digits);
}

/** A copy with the nearest double in place of each BigInt, since validators know numbers only; the value itself if it has none. */
export function withDoubles(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return hasBigInt(value) ? JSON.parse(stringifyExactly(value)) : value;
}

function hasBigInt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(hasBigInt);
}
