/**
 * The position of a value in a JSON text, or of the innermost value around it that exists. Only the text
 * before it is scanned, and only keys are parsed, so it is fast in a contract of many megabytes.
 * @param onKey whether the position is that of the value's key, if it has one
 * @returns line and column, from 1
 */
export function positionInJson(
  text: string,
  tokens: readonly string[],
  onKey: boolean,
): { readonly line: number; readonly column: number } {
  let value = skipSpace(text, 0);
  let key: number | undefined;
  for (const token of tokens) {
    const found =
      text[value] === '{'
        ? findMember(text, value, token)
        : text[value] === '['
          ? findItem(text, value, token)
          : undefined;
    if (!found) break;
    ({ value, key } = found);
  }
  const offset = onKey && key !== undefined ? key : value;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', end + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

interface Found {
  readonly value: number;
  readonly key: number | undefined;
}

function findMember(text: string, start: number, name: string): Found | undefined {
  let offset = skipSpace(text, start + 1);
  while (text[offset] === '"') {
    const end = skipString(text, offset);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (textOf(text.slice(offset, end)) === name) return { key: offset, value };
    offset = skipSpace(text, skipValue(text, value));
    if (text[offset] !== ',') return undefined;
    offset = skipSpace(text, offset + 1);
  }
  return undefined;
}

function textOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // A SyntaxError: the text is YAML in flow style, which starts like JSON.
    return undefined;
  }
}

function findItem(text: string, start: number, index: string): Found | undefined {
  let offset = skipSpace(text, start + 1);
  for (let count = 0; text[offset] !== ']'; count++) {
    if (String(count) === index) return { key: undefined, value: offset };
    offset = skipSpace(text, skipValue(text, offset));
    if (text[offset] !== ',') return undefined;
    offset = skipSpace(text, offset + 1);
  }
  return undefined;
}

const space = /\s*/y;

function skipSpace(text: string, offset: number): number {
  space.lastIndex = offset;
  space.test(text);
  return space.lastIndex;
}

/** @returns the offset behind the closing quote */
function skipString(text: string, offset: number): number {
  for (let quote = text.indexOf('"', offset + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

const mark = /["{}[\],]/g;

function skipValue(text: string, start: number): number {
  if (text[start] === '"') return skipString(text, start);
  let depth = 0;
  mark.lastIndex = start;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const [sign] = found;
    if (sign === '"') mark.lastIndex = skipString(text, found.index);
    else if (sign === '{' || sign === '[') depth++;
    else if (depth === 0) return found.index;
    else if (sign !== ',') {
      depth--;
      if (depth === 0) return found.index + 1;
    }
  }
  return text.length;
}
