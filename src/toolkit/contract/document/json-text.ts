import { parse as parseJson } from 'secure-json-parse';

/** What is nested more deeply can be parsed, but not serialized again. */
const maxDepth = 1000;

/**
 * Parses JSON of a client.
 * @param reviver as of `JSON.parse`
 * @throws {SyntaxError} for malformed JSON, for names such as `__proto__`, and for JSON that is nested too deeply
 */
export function parseJsonText(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
  return parseJson(withinDepth(text), reviver) as unknown;
}

function withinDepth(text: string): string {
  let depth = 0;
  // A shorter text can't be nested more deeply.
  if (text.length <= 2 * maxDepth) return text;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfText(text, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > maxDepth) throw new SyntaxError('nested too deeply');
  }
  return text;
}

/** The index of the quote that ends a string of JSON. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}

/**
 * The start of a value's JSON, without writing all of it.
 * @returns at least `length` characters if there are so many, and no nesting that exceeds the stack
 */
export function jsonStart(value: unknown, length: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > length ? value.slice(0, length) : value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const name in value) {
    if (text.length >= length) return text;
    if (text.length > 1) text += ',';
    if (!isList) text += `${jsonStart(name, length - text.length)}:`;
    text += jsonStart((value as Record<string, unknown>)[name], length - text.length);
  }
  return text + (isList ? ']' : '}');
}
