/**
 * Where in a JSON text what a pointer leads to stands, or the nearest thing around it: the key where the value has one
 * and is an object or a list, else the value. Nothing is parsed beside the way there, so that a place in a contract of
 * many megabytes costs next to nothing.
 * @returns line and column from 1
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
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

interface Found {
  readonly value: number;
  readonly key: number | undefined;
}

function findMember(text: string, start: number, name: string): Found | undefined {
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const end = skipString(text, at);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (textOf(text.slice(at, end)) === name) return { key: at, value };
    at = skipSpace(text, skipValue(text, value));
    if (text[at] !== ',') return undefined;
    at = skipSpace(text, at + 1);
  }
  return undefined;
}

function textOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // A SyntaxError: this is no JSON after all, as YAML's flow style starts like it.
    return undefined;
  }
}

function findItem(text: string, start: number, index: string): Found | undefined {
  let at = skipSpace(text, start + 1);
  for (let count = 0; text[at] !== ']'; count++) {
    if (String(count) === index) return { key: undefined, value: at };
    at = skipSpace(text, skipValue(text, at));
    if (text[at] !== ',') return undefined;
    at = skipSpace(text, at + 1);
  }
  return undefined;
}

const space = /\s*/y;

function skipSpace(text: string, at: number): number {
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}

/** @returns the place behind the closing quote */
function skipString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
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
