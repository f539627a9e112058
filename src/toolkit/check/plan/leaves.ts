import { joinPointer } from '../../contract/document/json-pointer.ts';

/** A text or number in a value. */
export interface Leaf {
  /** A pointer into the value: `/users/0/email`. */
  readonly path: string;
  /** The same with `*` in the place of each index. */
  readonly place: string;
  readonly value: string | number | bigint;
}

const maxDepth = 5;
const maxItems = 5;
const maxLeaves = 60;

/** The texts and numbers in a value, without those that are very deep, or far back in a list. */
export function leavesOf(root: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: unknown, path: string, place: string, depth: number): void => {
    if (leaves.length >= maxLeaves) return;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      leaves.push({ path, place, value });
    if (typeof value !== 'object' || value === null || depth >= maxDepth) return;
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value).slice(0, isList ? maxItems : undefined))
      visit(inner, joinPointer(path, key), isList ? `${place}/*` : joinPointer(place, key), depth + 1);
  };
  visit(root, '', '', 0);
  return leaves;
}

/** A pointer with `*` in the place of each index. */
export function placeOf(path: string): string {
  return path.replaceAll(/\/\d+(?=\/|$)/g, '/*');
}
