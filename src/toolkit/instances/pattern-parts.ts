import type { AST } from '@eslint-community/regexpp';
import { type CharacterNode, contains, flagsWithin, rangesOf } from '../contract/pattern/character-set.ts';
import type { ParsedPattern } from '../contract/pattern/parse-pattern.ts';

/** A part of a pattern, as what a text is made of, with how long it is in characters. */
export type PatternPart = { readonly min: number; readonly max: number } & (
  | { readonly kind: 'characters'; readonly pool: readonly string[] }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternPart[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternPart[] }
  | { readonly kind: 'repeat'; readonly part: PatternPart; readonly from: number; readonly to: number }
  | { readonly kind: 'group'; readonly part: PatternPart; readonly node: AST.CapturingGroup }
  | { readonly kind: 'reference'; readonly groups: readonly AST.CapturingGroup[] }
  /** Pads a text where the pattern allows any characters. */
  | { readonly kind: 'filler' }
  | { readonly kind: 'ahead'; readonly ahead: Lookahead }
  | { readonly kind: 'behind'; readonly part: PatternPart }
);

/** What a look-ahead requires of the text after it. */
export interface Lookahead {
  /** Without the `.*` around it. */
  core: PatternPart;
  /** Whether it may occur later in the text, and whether the text ends with it. */
  readonly floats: boolean;
  readonly ends: boolean;
}

const empty: PatternPart = { kind: 'sequence', parts: [], min: 0, max: 0 };
/** A larger class is sampled. */
const maxPool = 1000;
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

/** The parts of a pattern: the same for each text that is made of it. */
export function partsOf({ tree, flags }: ParsedPattern): PatternPart {
  if (!tree) return empty;
  return new PartMaker().whole(tree, flags);
}

class PartMaker {
  /** The characters outside of look-arounds. */
  readonly #alphabet = new Set<string>();
  readonly #lookaheads: (() => void)[] = [];
  #isWithin = false;

  whole({ alternatives }: AST.Pattern, flags: string): PatternPart {
    const whole = choice(
      alternatives.map((alternative) => {
        const [first, last] = [alternative.elements.at(0), alternative.elements.at(-1)];
        const parts = this.#elements(alternative, flags);
        if (!isEdge(last, 'end')) parts.push(filler());
        else if (!isEdge(first, 'start')) parts.unshift(filler());
        return sequence(parts);
      }),
    );
    this.#isWithin = true;
    for (const makeCore of this.#lookaheads) makeCore();
    return whole;
  }

  #elements({ elements }: AST.Alternative, flags: string): PatternPart[] {
    return elements.map((element, index) => this.#element(element, flags, index === elements.length - 1));
  }

  #alternatives(alternatives: readonly AST.Alternative[], flags: string): PatternPart {
    return choice(alternatives.map((alternative) => sequence(this.#elements(alternative, flags))));
  }

  #element(node: AST.Element, flags: string, isLast = false): PatternPart {
    switch (node.type) {
      case 'Group':
        return this.#alternatives(node.alternatives, flagsWithin(node, flags));
      case 'CapturingGroup': {
        const part = this.#alternatives(node.alternatives, flags);
        return { kind: 'group', part, node, min: part.min, max: part.max };
      }
      case 'Backreference':
        return { kind: 'reference', groups: [node.resolved].flat(), min: 0, max: 0 };
      case 'Quantifier':
        return repeat(this.#element(node.element, flags), node.min, node.max);
      case 'Assertion':
        return this.#assertion(node, flags, isLast);
      default: {
        const pool = this.#isWithin ? this.#preferred(poolOf(node, flags)) : poolOf(node, flags);
        if (!this.#isWithin) for (const character of pool) this.#alphabet.add(character);
        return { kind: 'characters', pool, min: 1, max: 1 };
      }
    }
  }

  #preferred(pool: readonly string[]): readonly string[] {
    const both = pool.filter((character) => this.#alphabet.has(character));
    return both.length > 0 ? both : pool;
  }

  #assertion(node: AST.Assertion, flags: string, isLast: boolean): PatternPart {
    if ((node.kind !== 'lookahead' && node.kind !== 'lookbehind') || node.negate) return empty;
    if (node.kind === 'lookbehind') {
      const part = this.#alternatives(node.alternatives, flags);
      return { kind: 'behind', part, min: 0, max: part.max };
    }
    if (isLast) return this.#alternatives(node.alternatives, flags);
    const [first] = node.alternatives as [AST.Alternative];
    const ends =
      node.alternatives.every(({ elements }) => isEdge(elements.at(-1), 'end')) && !isRest(first.elements.at(-2));
    const floats = isRest(first.elements.find((element) => !isEdge(element, 'start')));
    const ahead: Lookahead = { core: empty, floats, ends };
    this.#lookaheads.push(() => {
      ahead.core = choice(
        node.alternatives.map(({ elements }) => {
          const core = elements.filter((element) => !isEdge(element, 'start') && !isEdge(element, 'end'));
          if (isRest(core[0])) core.shift();
          if (isRest(core.at(-1))) core.pop();
          return sequence(core.map((element) => this.#element(element, flags)));
        }),
      );
    });
    return { kind: 'ahead', ahead, min: 0, max: 0 };
  }
}

/** `.*`, `[^]*`, `\S*` and the like. */
function isRest(node: AST.Element | undefined): boolean {
  return (
    node?.type === 'Quantifier' &&
    node.min === 0 &&
    node.max === Number.POSITIVE_INFINITY &&
    /^Character(?:Class|Set)$/.test(node.element.type)
  );
}

function isEdge(node: AST.Element | undefined, kind: 'start' | 'end'): boolean {
  return node?.type === 'Assertion' && node.kind === kind;
}

function filler(): PatternPart {
  return { kind: 'filler', min: 0, max: Number.POSITIVE_INFINITY };
}

function sequence(parts: readonly PatternPart[]): PatternPart {
  const sum = (key: 'min' | 'max') => parts.reduce((total, part) => total + part[key], 0);
  return { kind: 'sequence', parts, min: sum('min'), max: sum('max') };
}

function choice(options: readonly PatternPart[]): PatternPart {
  const [only] = options;
  if (options.length === 1 && only) return only;
  const [min, max] = [
    Math.min(...options.map((option) => option.min)),
    Math.max(...options.map((option) => option.max)),
  ];
  return { kind: 'choice', options, min, max };
}

function repeat(part: PatternPart, from: number, to: number): PatternPart {
  const max = part.max === 0 || to === 0 ? 0 : part.max * to;
  return { kind: 'repeat', part, from, to, min: part.min * from, max };
}

/** All characters that a class names; of sets such as `\w`, `.` and `[^a]` the printable ASCII ones, if there are any. */
function poolOf(node: CharacterNode, flags: string): readonly string[] {
  const pool = new Set(named(node));
  const has = contains(node, flags);
  if (node.type !== 'Character')
    for (const character of printable) if (isOpenSet(node) && has(character)) pool.add(character);
  if (pool.size === 0) for (const character of charactersOf(rangesOf(node, flags))) pool.add(character);
  return [...pool].sort((a, b) => (a.codePointAt(0) as number) - (b.codePointAt(0) as number));
}

/** Whether it has characters that it doesn't name. */
function isOpenSet(node: CharacterNode): boolean {
  if (node.type !== 'CharacterClass') return node.type !== 'Character';
  return (
    node.negate ||
    node.elements.some((element) => element.type !== 'Character' && element.type !== 'CharacterClassRange')
  );
}

function named(node: CharacterNode): readonly string[] {
  if (node.type === 'Character') return [String.fromCodePoint(node.value)];
  if (node.type !== 'CharacterClass' || node.negate) return [];
  return charactersOf(
    node.elements.flatMap((element) => {
      if (element.type === 'CharacterClassRange') return [[element.min.value, element.max.value] as const];
      return element.type === 'Character' ? [[element.value, element.value] as const] : [];
    }),
  );
}

function charactersOf(ranges: readonly (readonly [number, number])[]): string[] {
  const count = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const step = Math.max(1, Math.ceil(count / maxPool));
  const characters: string[] = [];
  for (const [from, to] of ranges) {
    for (let code = from; code <= to; code += step)
      if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code));
    if (to < 0xd800 || to > 0xdfff) characters.push(String.fromCodePoint(to));
  }
  return characters;
}
