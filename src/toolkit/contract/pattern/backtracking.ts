import type { AST } from '@eslint-community/regexpp';
import { type CharacterNode, contains } from './character-set.ts';
import type { ParsedPattern } from './parse-pattern.ts';
import { PositionAutomaton, TooLarge } from './position-automaton.ts';

/** In steps of the search; patterns that need more count as the worst. */
const budget = 300_000;

/** Characters of all kinds that patterns tell apart. */
const samples = [
  ...Array.from({ length: 0x100 }, (_, code) => code),
  ...[...'ŽžΩωЖжאعअ文あアー한ǅʰ\u0301٣Ⅷ€→¬\u2003\u2028\u3000\ufeff😀𝒜𐍈'].map(
    (character) => character.codePointAt(0) as number,
  ),
];

/**
 * How the time of a backtracking engine may grow with the length of a text: 1 as the length, 2 as its square, and so on;
 * infinite if it is exponential.
 * @see https://doi.org/10.1016/0304-3975(91)90381-B how ambiguity of automata shows: two ways round a loop, or one from loop to loop
 */
export function backtrackingDegree({ tree, flags }: ParsedPattern): number {
  if (!tree) return Number.POSITIVE_INFINITY;
  try {
    const automaton = new PositionAutomaton(tree, flags);
    return automaton.repeatsEmpty ? Number.POSITIVE_INFINITY : new Ambiguity(automaton, tree).degree();
  } catch (error) {
    if (error instanceof TooLarge) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

class Ambiguity {
  readonly #edges: readonly ReadonlyMap<number, number>[];
  /** A bit for each sample that a position matches. */
  readonly #matched: readonly bigint[];
  #steps = 0;

  constructor({ nodes, edges }: PositionAutomaton, tree: AST.Pattern) {
    this.#edges = edges;
    const characters = [...new Set([...samples, ...codesOf(tree)])].map((code) => String.fromCodePoint(code));
    const known = new Map<string, bigint>();
    this.#matched = nodes.map((matched) => {
      if (!matched) return (1n << BigInt(characters.length)) - 1n;
      const key = `${matched.flags} ${matched.node.raw}`;
      const bits = known.get(key) ?? bitsOf(characters, contains(matched.node, matched.flags));
      known.set(key, bits);
      return bits;
    });
  }

  degree(): number {
    const loops = this.#loops();
    if (loops.some((loop) => this.#hasTwoWays(loop))) return Number.POSITIVE_INFINITY;
    const above = loops.map((loop) => loops.filter((other) => other !== loop && this.#isLeftFor(loop, other)));
    const depth = (loop: number[]): number => 1 + Math.max(0, ...(above[loops.indexOf(loop)] as number[][]).map(depth));
    return Math.max(1, ...loops.map(depth));
  }

  /** Positions that can be reached from each other. */
  #loops(): number[][] {
    const reached = this.#edges.map((_, start) => this.#reach([start], ([at]) => this.#targets(at as number)));
    const loops = new Map<string, number[]>();
    for (const [at, targets] of reached.entries()) {
      const loop = [...targets].map(Number).filter((other) => reached[other]?.has(String(at)));
      if (loop.length > 0) loops.set(loop.sort((a, b) => a - b).join(), loop);
    }
    return [...loops.values()];
  }

  #targets(at: number): number[][] {
    return [...(this.#edges[at]?.keys() ?? [])].map((target) => [target]);
  }

  /** Whether some text goes round a loop in two ways. */
  #hasTwoWays(loop: readonly number[]): boolean {
    const within = new Set(loop);
    if (loop.some((at) => [...(this.#edges[at] ?? [])].some(([target, ways]) => ways > 1 && within.has(target))))
      return true;
    const [start] = loop as [number];
    const next = ([a, b]: number[]) => this.#together([a as number, b as number], [within, within]);
    const forth = this.#reach([start, start], next);
    return [...forth].some((pair) => {
      const [a, b] = pair.split(',').map(Number) as [number, number];
      return a < b && this.#reach([a, b], next).has(`${start},${start}`);
    });
  }

  /** Whether some text goes round both loops, and from one to the other as well. */
  #isLeftFor(loop: readonly number[], other: readonly number[]): boolean {
    const [first, all, second] = [new Set(loop), undefined, new Set(other)];
    const next = ([a, b, c]: number[]) => this.#together([a as number, b as number, c as number], [first, all, second]);
    return loop.some((p) => other.some((q) => this.#reach([p, p, q], next).has(`${p},${q},${q}`)));
  }

  /** Where each of some positions goes with one character. */
  #together(positions: readonly number[], within: readonly (ReadonlySet<number> | undefined)[]): number[][] {
    let reached: { at: number[]; bits: bigint }[] = [{ at: [], bits: -1n }];
    for (const [index, position] of positions.entries()) {
      const targets = [...(this.#edges[position]?.keys() ?? [])].filter((target) => within[index]?.has(target) ?? true);
      reached = reached.flatMap(({ at, bits }) =>
        targets
          .map((target) => ({ at: [...at, target], bits: bits & (this.#matched[target] as bigint) }))
          .filter((found) => found.bits !== 0n),
      );
    }
    return reached.map(({ at }) => at);
  }

  #reach(start: number[], next: (at: number[]) => number[][]): Set<string> {
    const found = new Set<string>();
    const queue = [start];
    for (let at = queue.pop(); at; at = queue.pop()) {
      for (const target of next(at)) {
        if (++this.#steps > budget) throw new TooLarge();
        const key = target.join();
        if (!found.has(key)) queue.push(target);
        found.add(key);
      }
    }
    return found;
  }
}

function bitsOf(characters: readonly string[], has: (character: string) => boolean): bigint {
  let bits = 0n;
  for (const [index, character] of characters.entries()) if (has(character)) bits |= 1n << BigInt(index);
  return bits;
}

/** The characters that a pattern names, with their neighbours. */
function codesOf(tree: AST.Pattern): number[] {
  const codes: number[] = [];
  const visit = (node: AST.Node | CharacterNode): void => {
    if (node.type === 'Character') codes.push(node.value - 1, node.value, node.value + 1);
    if (node.type === 'CharacterClassRange') [node.min, node.max].forEach(visit);
    for (const key of ['alternatives', 'elements'] as const)
      if (key in node) (node[key as never] as AST.Node[]).forEach(visit);
    if ('element' in node) visit(node.element);
  };
  visit(tree);
  return codes.filter((code) => code >= 0 && code <= 0x10ffff);
}
