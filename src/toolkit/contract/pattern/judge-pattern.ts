import { dialects } from './dialects.ts';
import { compileExpression, isTooDeep, maxAnalysedLength } from './parse-pattern.ts';

/** How many parts of other dialects a message names. */
const maxNamed = 5;
/** In UTF-16 code units. */
const maxQuoted = 200;

/** What is wrong with a pattern. */
export interface PatternProblem {
  /** Whether it is invalid in ECMA-262, or valid with another meaning than in the dialect that it was written for. */
  readonly kind: 'invalid' | 'dialect';
  readonly message: string;
}

/**
 * Whether a pattern is written in another dialect than that of ECMA-262, which is JSON Schema's.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
export function judgePattern(source: string): PatternProblem | undefined {
  if (isTooDeep(source)) {
    const message = `${quote(source)} has more than 30 groups within each other, so no text is checked against it.`;
    return { kind: 'invalid', message };
  }
  const expression = compileExpression(source);
  if (!expression) {
    const cause = foreignParts(source) ?? `${reasonOf(source)}.`;
    return {
      kind: 'invalid',
      message: `${quote(source)} is not an ECMA-262 pattern, so no text is checked against it: ${cause}`,
    };
  }
  const causes = [delimitersOf(source), expression.unicode ? undefined : foreignParts(source)].filter(Boolean);
  return causes.length === 0
    ? undefined
    : { kind: 'dialect', message: `${quote(source)} means something else in ECMA-262: ${causes.join(' ')}` };
}

/** `/^a$/i`: a slash before the start, or after the end, is nowhere. */
function delimitersOf(source: string): string | undefined {
  const [, inner = '', flags] = /^\/(.+)\/([a-z]*)$/s.exec(source) ?? [];
  const isLiteral = flags !== '' && /[[(+*?{]/.test(inner) && !/(?<!\\)\//.test(inner);
  if (flags === undefined || !(inner.startsWith('^') || /(?<!\\)\$$/.test(inner) || isLiteral)) return undefined;
  const hint = flags.includes('i') ? ', with both cases in it, such as [Aa]' : '';
  return `its slashes${flags && ` and "${flags}"`} are characters of the text. Write ${quote(inner)}${hint}.`;
}

/** All that it has of other dialects, each once. */
function foreignParts(source: string): string | undefined {
  if (source.length > maxAnalysedLength) return undefined;
  const found = new Map<string, string>();
  let isClass = false;
  for (let index = 0; index < source.length; index++) {
    const [text, cause] = foreignPartAt(source, index, isClass) ?? [];
    if (text !== undefined && cause !== undefined) {
      if (!found.has(cause)) found.set(cause, `${quote(text)} ${cause}`);
      index += text.length - 1;
      continue;
    }
    const character = source[index];
    if (character === '\\') index++;
    else if (character === '[') isClass = true;
    else if (character === ']') isClass = false;
  }
  const named = [...found.values()].slice(0, maxNamed);
  if (found.size > maxNamed) named.push(`There are ${found.size - maxNamed} more.`);
  return named.length === 0 ? undefined : named.join(' ');
}

function foreignPartAt(source: string, index: number, isClass: boolean): [text: string, cause: string] | undefined {
  for (const { at, where, means, instead } of dialects) {
    if (where !== 'anywhere' && (where === 'class') !== isClass) continue;
    at.lastIndex = index;
    const [text] = at.exec(source) ?? [];
    if (text === undefined) continue;
    const better = typeof instead === 'function' ? instead(text) : instead;
    return [text, `${means(text)}.${better ? ` Write ${better}.` : ''}`];
  }
  return undefined;
}

/** V8's words, without the pattern. */
function reasonOf(source: string): string {
  try {
    new RegExp(source);
    return '';
  } catch (error) {
    return (error as Error).message.replace(/^.*\/: /s, '');
  }
}

/** A long one is cut: it can be seen where the finding points to. */
export function quote(text: string): string {
  return text.length > maxQuoted ? `"${text.slice(0, maxQuoted)}…"` : `"${text}"`;
}
