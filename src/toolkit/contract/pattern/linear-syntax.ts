import type { AST } from '@eslint-community/regexpp';
import { flagsWithin, isScanned, type Range, rangesOf } from './character-set.ts';
import type { ParsedPattern } from './parse-pattern.ts';

/** RE2's limit on the counts of repetitions, those within each other multiplied. */
const maxCount = 1000;
/** In characters of the pattern, with counted repetitions written out: RE2 does that, and needs memory for each. */
const maxSize = 10_000;
/** In UTF-16 code units of RE2's syntax: classes of Unicode are written as hundreds of ranges. */
const maxSyntaxLength = 500_000;

/**
 * A pattern in RE2's syntax. Characters are written as code points throughout, since `\s`, `\w`, `.`, `$` and `\p{…}`
 * match other characters there.
 * @returns undefined if RE2 has nothing like it: look-arounds, back references, large counts, or if it is too large
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function toLinearSyntax({ tree, flags }: ParsedPattern): string | undefined {
  try {
    if (!tree || sizeOf(tree.alternatives) > maxSize) return undefined;
    const syntax = translate(tree.alternatives, { flags, count: 1, scanned: new Set() });
    return syntax.length > maxSyntaxLength ? undefined : syntax;
  } catch (error) {
    if (error instanceof Untranslatable) return undefined;
    throw error;
  }
}

/** How many characters it has with counted repetitions written out, which is how many states a match may be in at once. */
export function sizeOf(alternatives: readonly AST.Alternative[]): number {
  const sizeOfElement = (node: AST.Element): number => {
    if (node.type === 'Quantifier') {
      return sizeOfElement(node.element) * Math.max(1, Number.isFinite(node.max) ? node.max : node.min);
    }
    return 'alternatives' in node && node.type !== 'Assertion' ? sizeOf(node.alternatives) : 1;
  };
  return alternatives.reduce(
    (sum, { elements }) => sum + elements.reduce((part, node) => part + sizeOfElement(node), 0),
    0,
  );
}

/** Sets of characters that are looked for among all characters, a few milliseconds each. */
const maxScanned = 20;

class Untranslatable extends Error {}

interface Context {
  readonly flags: string;
  /** The counts of the repetitions around it, multiplied. */
  readonly count: number;
  readonly scanned: Set<string>;
}

function translate(alternatives: readonly AST.Alternative[], context: Context): string {
  const texts = alternatives.map(({ elements }) => elements.map((node) => element(node, context)).join(''));
  return `(?:${texts.join('|')})`;
}

function element(node: AST.Element, context: Context): string {
  const { flags, scanned } = context;
  switch (node.type) {
    case 'Group':
      return translate(node.alternatives, { ...context, flags: flagsWithin(node, flags) });
    case 'CapturingGroup':
      return translate(node.alternatives, context);
    case 'Quantifier':
      return repetition(node, context);
    case 'Assertion':
      if (node.kind === 'lookahead' || node.kind === 'lookbehind' || /[im]/.test(flags)) throw new Untranslatable();
      if (node.kind === 'word') return node.negate ? '\\B' : '\\b';
      return node.kind === 'start' ? '\\A' : '\\z';
    case 'Backreference':
      throw new Untranslatable();
    default:
      if (isScanned(node, flags) && scanned.add(`${flags} ${node.raw}`).size > maxScanned) throw new Untranslatable();
      return characters(rangesOf(node, flags));
  }
}

function repetition({ element: repeated, min, max }: AST.Quantifier, context: Context): string {
  const counted = Math.max(1, Number.isFinite(max) ? max : min);
  const count = context.count * counted;
  if (repeated.type === 'Assertion' || count > maxCount) throw new Untranslatable();
  if (max === 0) return '';
  const range = Number.isFinite(max) ? `{${min},${max}}` : `{${min},}`;
  return `(?:${element(repeated, { ...context, count })})${range}`;
}

function characters(ranges: readonly Range[]): string {
  const code = (value: number) => `\\x{${value.toString(16)}}`;
  if (ranges.length === 0) return '[^\\x{0}-\\x{10ffff}]';
  return `[${ranges.map(([from, to]) => (from === to ? code(from) : `${code(from)}-${code(to)}`)).join('')}]`;
}
