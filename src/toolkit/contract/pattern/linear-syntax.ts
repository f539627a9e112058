import type { AST } from '@eslint-community/regexpp';
import { flagsWithin, type Range, rangesOf } from './character-set.ts';
import type { ParsedPattern } from './parse-pattern.ts';

/** RE2's limit on the counts of repetitions, those within each other multiplied. */
const maxCount = 1000;

/**
 * A pattern in RE2's syntax. Characters are written as code points throughout, since `\s`, `\w`, `.`, `$` and `\p{…}`
 * match other characters there.
 * @returns undefined if RE2 has nothing like it: look-arounds, back references, large counts
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function toLinearSyntax({ tree, flags }: ParsedPattern): string | undefined {
  try {
    return tree && translate(tree.alternatives, flags, 1);
  } catch (error) {
    if (error instanceof Untranslatable) return undefined;
    throw error;
  }
}

class Untranslatable extends Error {}

function translate(alternatives: readonly AST.Alternative[], flags: string, count: number): string {
  const texts = alternatives.map(({ elements }) => elements.map((node) => element(node, flags, count)).join(''));
  return `(?:${texts.join('|')})`;
}

function element(node: AST.Element, flags: string, count: number): string {
  switch (node.type) {
    case 'Group':
      return translate(node.alternatives, flagsWithin(node, flags), count);
    case 'CapturingGroup':
      return translate(node.alternatives, flags, count);
    case 'Quantifier':
      return repetition(node, flags, count);
    case 'Assertion':
      if (node.kind === 'lookahead' || node.kind === 'lookbehind' || /[im]/.test(flags)) throw new Untranslatable();
      if (node.kind === 'word') return node.negate ? '\\B' : '\\b';
      return node.kind === 'start' ? '\\A' : '\\z';
    case 'Backreference':
      throw new Untranslatable();
    default:
      return characters(rangesOf(node, flags));
  }
}

function repetition({ element: repeated, min, max }: AST.Quantifier, flags: string, count: number): string {
  const counted = Math.max(1, Number.isFinite(max) ? max : min);
  if (repeated.type === 'Assertion' || count * counted > maxCount) throw new Untranslatable();
  if (max === 0) return '';
  const range = Number.isFinite(max) ? `{${min},${max}}` : `{${min},}`;
  return `(?:${element(repeated, flags, count * counted)})${range}`;
}

function characters(ranges: readonly Range[]): string {
  const code = (value: number) => `\\x{${value.toString(16)}}`;
  if (ranges.length === 0) return '[^\\x{0}-\\x{10ffff}]';
  return `[${ranges.map(([from, to]) => (from === to ? code(from) : `${code(from)}-${code(to)}`)).join('')}]`;
}
