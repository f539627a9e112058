import type { AST } from '@eslint-community/regexpp';
import { type AmbiguityWitness, analyseBacktracking } from './backtracking.ts';
import type { CharacterNode } from './character-set.ts';
import type { ParsedPattern } from './parse-pattern.ts';
import { testWithin } from './test-within.ts';

/** A text on which a backtracking engine takes very long, as was tried. */
export interface PatternAttack {
  /** How the time grows: 2 as the square of the length; infinite if exponentially. */
  readonly degree: number;
  readonly prefix: string;
  readonly repeated: string;
  readonly times: number;
  readonly suffix: string;
  /** What competes for the text: one part that matches it in several ways, or two parts that follow each other. */
  readonly parts: readonly string[];
  /** Whether the first to compete is the search for a place to begin. */
  readonly isSearch: boolean;
}

/** A thousand times what a text of this length takes in linear time, and a thousandth of what it takes otherwise. */
const timeoutMs = 50;
/** In UTF-16 code units. */
const maxLength = { polynomial: 30_000, exponential: 200 };
const maxTimes = 40;
/** Most patterns don't match one of them after what is repeated. */
const suffixes = ['!', '\n', '\u0000', '', 'a', '0', ' '];
const maxOwnSuffixes = 10;

/**
 * Looks for a text that takes very long, and tries it: the analysis of a pattern says what may be, not whether a match ever
 * comes to it.
 * @param limit the maximum length of a text, in UTF-16 code units
 */
export function findAttack(pattern: ParsedPattern, limit = Number.POSITIVE_INFINITY): PatternAttack | undefined {
  if (!/[*+{]/.test(pattern.source)) return undefined;
  const { degree, witness } = analyseBacktracking(pattern);
  if (degree === 1 || !witness?.repeated) return undefined;
  const { prefix, repeated, nodes, isSearch } = witness;
  const isExponential = degree === Number.POSITIVE_INFINITY;
  const room = Math.min(limit, isExponential ? maxLength.exponential : maxLength.polynomial) - prefix.length - 2;
  const times = Math.min(isExponential ? maxTimes : maxLength.polynomial, Math.floor(room / repeated.length));
  if (times < 2) return undefined;
  const ends = new Set([...suffixes, ...[...new Set(pattern.source)].slice(0, maxOwnSuffixes)]);
  // A search may succeed at the very start, as in `^\s+|\s+$`.
  for (const start of isSearch ? ['', '!'] : [prefix]) {
    for (const suffix of ends) {
      const text = `${start}${repeated.repeat(times)}${suffix}`;
      if (testWithin(pattern.expression, text, timeoutMs) !== undefined) continue;
      const parts = partsOf(nodes).map((part) => pattern.source.slice(part.start, part.end));
      return { degree, prefix: start, repeated, times, suffix, parts, isSearch };
    }
  }
  return undefined;
}

/** The smallest repetition around each part; around one part alone, that has a choice in it. */
function partsOf(nodes: AmbiguityWitness['nodes']): AST.Quantifier[] {
  return nodes.flatMap((part) => {
    const [start, end] = [Math.min(...part.map((node) => node.start)), Math.max(...part.map((node) => node.end))];
    let around: AST.Node | CharacterNode | null | undefined = part[0];
    while (around && !(isRepetition(around, nodes.length === 1) && around.start <= start && around.end >= end))
      around = around.parent;
    return around ? [around as AST.Quantifier] : [];
  });
}

function isRepetition(node: AST.Node | CharacterNode, withChoice: boolean): boolean {
  return node.type === 'Quantifier' && node.max > 1 && (!withChoice || /[*+?|{]/.test(node.element.raw));
}
