import type { AST } from '@eslint-community/regexpp';
import { BoundedCache } from './bounded-cache.ts';

/** What matches one character. */
export type CharacterNode = AST.Character | AST.CharacterClass | AST.CharacterSet | AST.ExpressionCharacterClass;
/** Inclusive code points. */
export type Range = readonly [first: number, last: number];

const last = 0x10ffff;
const newlines: readonly Range[] = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];
const escapes: Readonly<Record<'digit' | 'space' | 'word', readonly Range[]>> = {
  digit: [[48, 57]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  space: [
    [9, 13],
    [32, 32],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ],
};

/** @param flags with `i` if the node stands in a group that ignores case */
export function contains(node: CharacterNode, flags: string): (character: string) => boolean {
  const expression = new RegExp(`^(?:${node.raw})$`, flags);
  return (character) => expression.test(character);
}

/** The characters that a node matches, in order. */
export function rangesOf(node: CharacterNode, flags: string): readonly Range[] {
  if (flags.includes('i') || flags.includes('s')) return scan(node, flags);
  switch (node.type) {
    case 'Character':
      return [[node.value, node.value]];
    case 'CharacterSet':
      if (node.kind === 'property') return scan(node, flags);
      if (node.kind === 'any') return complement(newlines);
      return node.negate ? complement(escapes[node.kind]) : escapes[node.kind];
    case 'CharacterClass': {
      const ranges = node.elements.map((element): readonly Range[] => {
        if (element.type === 'CharacterClassRange') return [[element.min.value, element.max.value]];
        return element.type === 'ClassStringDisjunction' ? [] : rangesOf(element, flags);
      });
      return node.negate ? complement(join(ranges.flat())) : join(ranges.flat());
    }
    default:
      return scan(node, flags);
  }
}

/** Whether its ranges take long to find: they are looked for among all characters. */
export function isScanned(node: CharacterNode, flags: string): boolean {
  return /[is]/.test(flags) || /\\p/i.test(node.raw);
}

/** Asks V8 for all characters: for what only its tables of Unicode know. */
function scan(node: CharacterNode, flags: string): readonly Range[] {
  const key = `${flags} ${node.raw}`;
  return scanned.get(key) ?? scanned.add(key, scanAll(node, flags));
}

const scanned = new BoundedCache<readonly Range[]>(100);

function scanAll(node: CharacterNode, flags: string): readonly Range[] {
  const expression = new RegExp(`(?:${node.raw})+`, `${flags}g`);
  all ??= segments.map(({ from, to }) => ({ from, to, text: textOf(from, to) }));
  // Without the flag u, characters beyond U+FFFF are two.
  const scannable = all.filter(({ to }) => flags.includes('u') || to <= 0xffff);
  const ranges = scannable.flatMap(({ from, to, text }) => {
    const width = to > 0xffff ? 2 : 1;
    return [...text.matchAll(expression)].map(({ 0: run, index }): Range => {
      const first = from + index / width;
      return [first, first + run.length / width - 1];
    });
  });
  return join(ranges);
}

/** Surrogates of both kinds apart, as they would be pairs. */
const segments = [
  { from: 0, to: 0xd7ff },
  { from: 0xd800, to: 0xdbff },
  { from: 0xdc00, to: 0xdfff },
  { from: 0xe000, to: 0xffff },
  { from: 0x10000, to: last },
];
let all: readonly { readonly from: number; readonly to: number; readonly text: string }[] | undefined;

function textOf(from: number, to: number): string {
  let text = '';
  for (let code = from; code <= to; code += 0x1000) {
    const length = Math.min(0x1000, to - code + 1);
    text += String.fromCodePoint(...Array.from({ length }, (_, index) => code + index));
  }
  return text;
}

function join(ranges: readonly Range[]): readonly Range[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = joined.at(-1);
    if (previous && from <= previous[1] + 1) previous[1] = Math.max(previous[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function complement(ranges: readonly Range[]): readonly Range[] {
  const others: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= last) others.push([next, last]);
  return others;
}

/** The flags inside of a group, which may have its own: `(?i:…)`. */
export function flagsWithin({ modifiers }: AST.Group, flags: string): string {
  if (!modifiers) return flags;
  const kept = [...flags].filter((flag) => !modifiers.remove?.raw.includes(flag));
  return [...new Set([...kept, ...(modifiers.add?.raw ?? '')])].join('');
}
