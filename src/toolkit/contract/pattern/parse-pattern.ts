import { createRequire } from 'node:module';
import type { AST } from '@eslint-community/regexpp';
import { BoundedCache } from './bounded-cache.ts';

/** A `pattern` of a schema, as ECMA-262 reads it. */
export interface ParsedPattern {
  readonly source: string;
  /** Patterns have the flag `u`. One that is invalid with it is read without. */
  readonly flags: 'u' | '';
  readonly expression: RegExp;
  /** undefined if the parser rejects what V8 accepts. */
  readonly tree: AST.Pattern | undefined;
}

/** Most patterns repeat something, and need the parser; a contract without such patterns doesn't load it. */
const require = createRequire(import.meta.url);
let parser: import('@eslint-community/regexpp').RegExpParser | undefined;

/**
 * Parses a pattern, with the flag `u` or, if it is invalid with it, without.
 * @returns undefined if it is invalid either way
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

/** With the flag `u` or, failing that, without; undefined if it is invalid either way. */
export function compileExpression(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function treeOf(source: string, flags: string): AST.Pattern | null {
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

const parsed = new BoundedCache<ParsedPattern>(1000);
