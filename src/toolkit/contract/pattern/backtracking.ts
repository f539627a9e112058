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
export function backtrackingDegree(pattern: ParsedPattern): number {
  return analyseBacktracking(pattern).degree;
}

export interface BacktrackingAnalysis {
  readonly degree: number;
  /** undefined if the degree is 1, or if the pattern is too large to say. */
  readonly witness?: AmbiguityWitness | undefined;
}

/** A text that a pattern matches in several ways. */
export interface AmbiguityWitness {
  /** Leads to where it can be repeated. */
  readonly prefix: string;
  readonly repeated: string;
  /** What matches it: once where one part does so in several ways, else two parts that follow each other. */
  readonly nodes: readonly (readonly CharacterNode[])[];
  /** Whether the first of two parts is not in the pattern: the search for a place to begin. */
  readonly isSearch: boolean;
}

/** {@link backtrackingDegree}, and why. */
export function analyseBacktracking({ tree, flags }: ParsedPattern): BacktrackingAnalysis {
  if (!tree) return { degree: Number.POSITIVE_INFINITY };
  try {
    const automaton = new PositionAutomaton(tree, flags);
    if (automaton.repeatsEmpty) return { degree: Number.POSITIVE_INFINITY };
    const ambiguity = new Ambiguity(automaton, tree);
    return { degree: ambiguity.degree(), witness: ambiguity.witness };
  } catch (error) {
    if (error instanceof TooLarge) return { degree: Number.POSITIVE_INFINITY };
    throw error;
  }
}

class Ambiguity {
  /** The first that was found; one of an exponential time comes before others. */
  witness: AmbiguityWitness | undefined;
  readonly #automaton: PositionAutomaton;
  readonly #characters: readonly string[];
  readonly #edges: readonly ReadonlyMap<number, number>[];
  /** A bit for each sample that a position matches. */
  readonly #matched: readonly bigint[];
  #steps = 0;

  constructor(automaton: PositionAutomaton, tree: AST.Pattern) {
    const { nodes, edges } = automaton;
    this.#automaton = automaton;
    this.#edges = edges;
    const characters = [...new Set([...samples, ...codesOf(tree)])].map((code) => String.fromCodePoint(code));
    this.#characters = characters;
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
      const loop = [...targets.keys()].map(Number).filter((other) => reached[other]?.has(String(at)));
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
    for (const at of loop) {
      const twice = [...(this.#edges[at] ?? [])].find(([target, ways]) => ways > 1 && within.has(target))?.[0];
      if (twice === undefined) continue;
      const back = this.#reach([twice], ([from]) =>
        this.#targets(from as number).filter(([to]) => within.has(to as number)),
      );
      this.#witness(at, [[twice], ...(twice === at ? [] : this.#path(back, `${at}`))], (nodes) => [nodes.flat()]);
      return true;
    }
    const [start] = loop as [number];
    const next = ([a, b]: number[]) => this.#together([a as number, b as number], [within, within]);
    const forth = this.#reach([start, start], next);
    for (const pair of forth.keys()) {
      const [a, b] = pair.split(',').map(Number) as [number, number];
      if (a >= b) continue;
      const back = this.#reach([a, b], next);
      if (!back.has(`${start},${start}`)) continue;
      const path = [...this.#path(forth, pair), ...this.#path(back, `${start},${start}`)];
      this.#witness(start, path, (nodes) => [nodes.flat()]);
      return true;
    }
    return false;
  }

  /** Whether some text goes round both loops, and from one to the other as well. */
  #isLeftFor(loop: readonly number[], other: readonly number[]): boolean {
    const [first, all, second] = [new Set(loop), undefined, new Set(other)];
    const next = ([a, b, c]: number[]) => this.#together([a as number, b as number, c as number], [first, all, second]);
    for (const p of loop) {
      for (const q of other) {
        const found = this.#reach([p, p, q], next);
        if (!found.has(`${p},${q},${q}`)) continue;
        const path = this.#path(found, `${p},${q},${q}`);
        this.#witness(p, path, (nodes) => [nodes.map(([a]) => a), nodes.map(([, , c]) => c)]);
        return true;
      }
    }
    return false;
  }

  /** @param path where each character of the repeated text leads to from `start` */
  #witness(
    start: number,
    path: readonly number[][],
    partsOf: (nodes: (CharacterNode | undefined)[][]) => (CharacterNode | undefined)[][],
  ): void {
    if (this.witness) return;
    const { starts, nodes, search } = this.#automaton;
    const known = starts.includes(start) ? [[start]] : [];
    for (const first of known.length > 0 ? [] : starts) {
      const found = this.#reach([first], ([at]) => this.#targets(at as number));
      if (found.has(`${start}`)) known.push([first], ...this.#path(found, `${start}`));
      if (known.length > 0) break;
    }
    const parts = partsOf(path.map((tuple) => tuple.map((at) => nodes[at]?.node)));
    this.witness = {
      prefix: start === search ? '' : this.#textOf(known),
      repeated: this.#textOf(path),
      nodes: parts.map((part) => part.filter((node) => node !== undefined)),
      isSearch: start === search,
    };
  }

  /** A character for each step that all of its positions match, a usual one if there is one. */
  #textOf(path: readonly number[][]): string {
    return path
      .map((tuple) => {
        const bits = tuple.reduce((all, at) => all & (this.#matched[at] as bigint), -1n);
        const fitting = this.#characters.filter((_, index) => (bits >> BigInt(index)) & 1n);
        return (
          fitting.find((character) => /\w/.test(character)) ??
          fitting.find((character) => /[ -~]/.test(character)) ??
          fitting[0]
        );
      })
      .join('');
  }

  /** The steps to what was reached, without the first. */
  #path(reached: ReadonlyMap<string, string | undefined>, target: string): number[][] {
    const path: number[][] = [];
    for (let key: string | undefined = target; key !== undefined; key = reached.get(key))
      path.unshift(key.split(',').map(Number));
    return path;
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

  /** What can be reached in one step or more, and from where; undefined is the start. */
  #reach(start: number[], next: (at: number[]) => number[][]): Map<string, string | undefined> {
    const found = new Map<string, string | undefined>();
    const queue: { at: number[]; key: string | undefined }[] = [{ at: start, key: undefined }];
    for (const from of queue) {
      for (const target of next(from.at)) {
        if (++this.#steps > budget) throw new TooLarge();
        const key = target.join();
        if (found.has(key)) continue;
        found.set(key, from.key);
        queue.push({ at: target, key });
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
