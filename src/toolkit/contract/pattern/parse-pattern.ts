import { createRequire } from 'node:module';
import type { AST } from '@eslint-community/regexpp';
import { BoundedCache } from './bounded-cache.ts';
import { testWithin } from './test-within.ts';

/** A `pattern` of a schema, as ECMA-262 reads it. */
export interface ParsedPattern {
  readonly source: string;
  /** Patterns have the flag `u`. One that is invalid with it is read without. */
  readonly flags: 'u' | '';
  readonly expression: RegExp;
  /** undefined if the parser rejects what V8 accepts, or if the pattern is too long to be analysed. */
  readonly tree: AST.Pattern | undefined;
}

/** Most patterns repeat something, and need the parser; a contract without such patterns doesn't load it. */
const require = createRequire(import.meta.url);
let parser: import('@eslint-community/regexpp').RegExpParser | undefined;

/**
 * Parses a pattern, with the flag `u` or, if it is invalid with it, without.
 * @returns undefined if it is invalid either way, or nested too deeply
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
export function parsePattern(source: string): ParsedPattern | undefined {
  const known = parsed.get(source);
  if (known) return known;
  const expression = compileExpression(source);
  if (!expression) return undefined;
  const flags = expression.unicode ? 'u' : '';
  let tree: AST.Pattern | null | undefined;
  return parsed.add(source, {
    source,
    flags,
    expression,
    get tree() {
      if (tree === undefined) tree = treeOf(source, flags);
      return tree ?? undefined;
    },
  });
}

export function isTooDeep(source: string): boolean {
  return depthOf(source) > maxDepth;
}

/** With the flag `u` or, failing that, without; undefined if it is invalid either way, or too deep. */
export function compileExpression(source: string): RegExp | undefined {
  if (isTooDeep(source)) return undefined;
  for (const flags of ['u', '']) {
    try {
      const expression = new RegExp(source, flags);
      // V8 compiles at the first match, for texts of either width, and only then says that a pattern is too large.
      if (source.length > maxSurelyCompiled) for (const text of ['', '\u0100']) testWithin(expression, text);
      return expression;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

/** In UTF-16 code units. Those that people write are shorter; what is done with a tree may take the square of its size. */
export const maxAnalysedLength = 10_000;
/** In UTF-16 code units. */
const maxSurelyCompiled = 1000;
/** In groups within each other. V8 takes minutes to compile some that are 1,000 deep, and crashes on deeper ones. */
const maxDepth = 30;

function treeOf(source: string, flags: string): AST.Pattern | null {
  if (source.length > maxAnalysedLength) return null;
  const { RegExpParser, RegExpSyntaxError } =
    require('@eslint-community/regexpp') as typeof import('@eslint-community/regexpp');
  parser ??= new RegExpParser({ ecmaVersion: 2025 });
  try {
    return parser.parsePattern(source, 0, source.length, { unicode: flags === 'u' });
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    return null;
  }
}

/** At most this deep: parentheses in classes count as well. */
function depthOf(source: string): number {
  let [depth, max] = [0, 0];
  for (const [bracket] of source.matchAll(/\\.|[()]/gs)) {
    if (bracket === '(') max = Math.max(max, ++depth);
    else if (bracket === ')') depth--;
  }
  return max;
}

const parsed = new BoundedCache<ParsedPattern>(1000);
