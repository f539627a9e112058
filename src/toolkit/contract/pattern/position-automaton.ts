import type { AST } from '@eslint-community/regexpp';
import { type CharacterNode, flagsWithin } from './character-set.ts';

/** In how many ways each position can be reached, counted up to two. */
type Counts = ReadonlyMap<number, number>;

/** What a part of a pattern can begin and end with. */
interface Fragment {
  readonly first: Counts;
  readonly last: Counts;
  /** In how many ways it matches the empty text, and whether it does so at every position. */
  readonly empty: number;
  readonly isOpen: boolean;
  /** Positions after which nothing of it can fail any more. */
  readonly free: ReadonlySet<number>;
}

/** Larger automata aren't analysed. */
const maxPositions = 500;
/** Up to which count repetitions are written out: of one character, and of more. Others count as loops. */
const maxWrittenOut = { character: 64, group: 8 };
/** In how many ways the lengths of repetitions that are written out may be combined: in a text, and at each place of a text. */
const maxCombined = { once: 100_000, everywhere: 16 };

const nothing: Fragment = { first: new Map(), last: new Map(), empty: 1, isOpen: true, free: new Set() };
const assertion: Fragment = { ...nothing, isOpen: false };

export class TooLarge extends Error {}

/**
 * The position automaton of a pattern: a state for each character of it, and in how many ways each follows another.
 * Several ways are what a backtracking engine tries one after the other.
 * @see https://doi.org/10.1016/S0304-3975(97)00049-8 on position automata
 */
export class PositionAutomaton {
  /** What each position matches; undefined for any character at all. */
  readonly nodes: ({ readonly node: CharacterNode; readonly flags: string } | undefined)[] = [];
  readonly edges: Map<number, number>[] = [];
  /** The position before a search begins, if the pattern is searched for; it matches any characters. */
  readonly search: number | undefined;
  /** Where a text can begin. */
  readonly starts: readonly number[];
  /** Whether something that may be empty is repeated so often that the ways to do so explode. */
  repeatsEmpty = false;
  readonly #ended = new Set<number>();
  readonly #open: AST.CapturingGroup[] = [];
  #combined = 1;
  /** Combined before something that may begin anywhere: a search, or a loop. */
  #combinedOnce: number | undefined;

  constructor(tree: AST.Pattern, flags: string) {
    const searched = tree.alternatives.filter((alternative) => !isAnchored(alternative));
    const anchored = tree.alternatives.filter(isAnchored);
    if (searched.length > 0) this.#combinedOnce = 1;
    const fragment = this.#either([anchored, searched].map((part) => this.#alternatives(part, flags)));
    if (searched.length > 0) {
      // A search begins anew at each character.
      const start = this.#position(undefined);
      this.search = this.nodes.length - 1;
      this.#connect(start.last, start.first);
      this.#connect(start.last, fragment.first);
    }
    this.starts = [...(this.search === undefined ? [] : [this.search]), ...fragment.first.keys()];
    // A search that gets there has matched, and tries nothing more.
    for (const position of fragment.free) this.#ended.add(position);
    for (const position of this.#ended) this.edges[position]?.clear();
    for (const targets of this.edges) for (const position of this.#ended) targets.delete(position);
  }

  #alternatives(alternatives: readonly AST.Alternative[], flags: string): Fragment {
    const combined = this.#combined;
    let max = combined;
    const parts = alternatives.map(({ elements }) => {
      this.#combined = combined;
      const part = elements.reduce((before, element) => this.#sequence(before, this.#element(element, flags)), nothing);
      max = Math.max(max, this.#combined);
      return part;
    });
    this.#combined = max;
    return this.#either(parts);
  }

  #element(node: AST.Element, flags: string): Fragment {
    switch (node.type) {
      case 'Group':
        return this.#alternatives(node.alternatives, flagsWithin(node, flags));
      case 'CapturingGroup':
        return this.#capture(node, flags);
      case 'Backreference': {
        const groups = [node.resolved].flat();
        return this.#either(
          groups.map((group) => (this.#open.includes(group) ? nothing : this.#capture(group, flags))),
        );
      }
      case 'Quantifier':
        return this.#quantifier(node, flags);
      case 'Assertion':
        return node.kind === 'lookahead' || node.kind === 'lookbehind' ? this.#lookaround(node, flags) : assertion;
      default:
        return this.#position({ node, flags });
    }
  }

  #capture(group: AST.CapturingGroup, flags: string): Fragment {
    this.#open.push(group);
    const fragment = this.#alternatives(group.alternatives, flags);
    this.#open.pop();
    return fragment;
  }

  /** A separate way that matches nothing. */
  #lookaround({ alternatives, kind }: AST.LookaroundAssertion, flags: string): Fragment {
    const { first, free } = this.#alternatives(alternatives, flags);
    if (kind === 'lookahead') for (const position of free) this.#ended.add(position);
    return { ...assertion, first };
  }

  #quantifier({ element, min, max }: AST.Quantifier, flags: string): Fragment {
    if (max === 0) return nothing;
    const isCharacter = /^Character/.test(element.type) || element.type === 'ExpressionCharacterClass';
    if (this.#isWrittenOut(isCharacter, min, max)) {
      let rest = nothing;
      for (let count = max; count > 0; count--) {
        rest = this.#sequence(this.#element(element, flags), rest);
        if (count > min) rest = optional(rest);
      }
      return rest;
    }
    const fragment = this.#element(element, flags);
    if (fragment.empty > 0 && min > 1) this.repeatsEmpty = true;
    this.#connect(fragment.last, fragment.first);
    this.#combinedOnce ??= this.#combined;
    return min === 0 ? optional(fragment) : fragment;
  }

  #isWrittenOut(isCharacter: boolean, min: number, max: number): boolean {
    if (max > (isCharacter ? maxWrittenOut.character : maxWrittenOut.group)) return false;
    const combined = this.#combined * (max - min + 1);
    const isTooMany =
      combined > maxCombined.once ||
      (this.#combinedOnce !== undefined && combined > this.#combinedOnce * maxCombined.everywhere);
    if (isTooMany) return max === 1;
    this.#combined = combined;
    return true;
  }

  #sequence(a: Fragment, b: Fragment): Fragment {
    this.#connect(a.last, b.first);
    return {
      first: add(a.first, b.first, a.empty),
      last: add(b.last, a.last, b.empty),
      empty: Math.min(2, a.empty * b.empty),
      isOpen: a.isOpen && b.isOpen,
      free: b.isOpen ? new Set([...a.free, ...b.free]) : b.free,
    };
  }

  #either(parts: readonly Fragment[]): Fragment {
    return parts.reduce(
      (a, b) => ({
        first: add(a.first, b.first, 1),
        last: add(a.last, b.last, 1),
        empty: Math.min(2, a.empty + b.empty),
        isOpen: a.isOpen || b.isOpen,
        free: new Set([...a.free, ...b.free]),
      }),
      { ...assertion, empty: 0 },
    );
  }

  #position(matched: (typeof this.nodes)[number]): Fragment {
    const index = this.nodes.length;
    if (index >= maxPositions) throw new TooLarge();
    this.nodes.push(matched);
    this.edges.push(new Map());
    const only = new Map([[index, 1]]);
    return { first: only, last: only, empty: 0, isOpen: false, free: new Set([index]) };
  }

  #connect(from: Counts, to: Counts): void {
    for (const [position, ways] of from) {
      const targets = this.edges[position] as Map<number, number>;
      for (const [target, others] of to) targets.set(target, Math.min(2, (targets.get(target) ?? 0) + ways * others));
    }
  }
}

/** A repetition that matches nothing is not counted: https://tc39.es/ecma262/#sec-runtime-semantics-repeatmatcher-abstract-operation */
function optional(fragment: Fragment): Fragment {
  return { ...fragment, empty: 1, isOpen: true };
}

function add(counts: Counts, others: Counts, times: number): Counts {
  if (times === 0 || others.size === 0) return counts;
  const sum = new Map(counts);
  for (const [position, ways] of others) sum.set(position, Math.min(2, (sum.get(position) ?? 0) + ways * times));
  return sum;
}

/** Whether it matches at the start of a text only. */
function isAnchored({ elements }: AST.Alternative): boolean {
  const first = elements.find((element) => element.type !== 'Assertion' || element.kind === 'start');
  if (first?.type === 'Group' || first?.type === 'CapturingGroup') return first.alternatives.every(isAnchored);
  return first?.type === 'Assertion';
}
