import { dialects } from './dialects.ts';
import { compileExpression } from './parse-pattern.ts';

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
  const expression = compileExpression(source);
  if (!expression) {
    const cause = foreignPart(source) ?? `${reasonOf(source)}.`;
    return {
      kind: 'invalid',
      message: `${quote(source)} is not an ECMA-262 pattern, so no text is checked against it: ${cause}`,
    };
  }
  const cause = delimitersOf(source) ?? (expression.unicode ? undefined : foreignPart(source));
  return cause === undefined
    ? undefined
    : { kind: 'dialect', message: `${quote(source)} means something else in ECMA-262: ${cause}` };
}

/** `/^a$/i`: a slash before the start, or after the end, is nowhere. */
function delimitersOf(source: string): string | undefined {
  const [, inner = '', flags] = /^\/(.+)\/([a-z]*)$/s.exec(source) ?? [];
  const isLiteral = flags !== '' && /[[(+*?{]/.test(inner) && !/(?<!\\)\//.test(inner);
  if (flags === undefined || !(inner.startsWith('^') || /(?<!\\)\$$/.test(inner) || isLiteral)) return undefined;
  const hint = flags.includes('i') ? ', with both cases in it, such as [Aa]' : '';
  return `its slashes${flags && ` and "${flags}"`} are characters of the text. Write ${quote(inner)}${hint}.`;
}

/** The first thing in it that other dialects have. */
function foreignPart(source: string): string | undefined {
  let isClass = false;
  for (let index = 0; index < source.length; index++) {
    for (const { at, where, means, instead } of dialects) {
      if (where !== 'anywhere' && (where === 'class') !== isClass) continue;
      at.lastIndex = index;
      const [text] = at.exec(source) ?? [];
      if (text === undefined) continue;
      const better = typeof instead === 'function' ? instead(text) : instead;
      return `${quote(text)} ${means(text)}.${better ? ` Write ${better}.` : ''}`;
    }
    const character = source[index];
    if (character === '\\') index++;
    else if (character === '[') isClass = true;
    else if (character === ']') isClass = false;
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

function quote(text: string): string {
  return `"${text}"`;
}
