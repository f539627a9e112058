import { expect, test } from '@jest/globals';
import { ReferenceChains } from '../../../../src/toolkit/contract/document/reference-chains.ts';

/** A file in which each name leads to the next one. */
const chain = (count: number, refTo: (next: number) => string, end: unknown = {}) => ({
  ...Object.fromEntries(Array.from({ length: count }, (_, index) => [index, { $ref: refTo(index + 1) }])),
  [count]: end,
});

const own = (next: number) => `#/${next}`;

test.each<[name: string, files: Record<string, unknown>, isRefused: boolean]>([
  ['a hundred', { a: chain(100, own) }, false],
  ['more', { a: chain(101, own) }, true],
  ['5,000', { a: chain(5000, own) }, true],
  ['many that lead to the same', { a: { b: Array.from({ length: 5000 }, () => ({ $ref: '#/c' })), c: {} } }, false],
  ['a pointer through references', { a: chain(101, (next) => `#/${next}/b`, { b: {} }) }, true],
  ['a pointer beside a reference', { a: { b: { $ref: '#/b/c', c: { $ref: '#/d' } }, d: {} } }, false],
  ['two files by turns', { a: chain(60, (next) => `b#/${next}`), b: chain(60, (next) => `a#/${next}`) }, false],
  ['two files by turns, more', { a: chain(200, (next) => `b#/${next}`), b: chain(200, (next) => `a#/${next}`) }, true],
  ['files in a row', Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}`, { $ref: `${i + 1}` }])), true],
  [
    'the same, last first',
    Object.fromEntries([...Array(200).keys()].map((i) => [`f${200 - i}`, { $ref: `f${201 - i}` }])),
    true,
  ],
  ['a circle, which is reported elsewhere', { a: { b: { $ref: '#/c' }, c: { $ref: '#/b' } } }, false],
  ['a circle of files', { a: { $ref: 'b' }, b: { $ref: 'a' } }, false],
  ['anchors', { a: chain(200, () => '#name') }, false],
])('references that lead to one another: %s', (_name, files, isRefused) => {
  const chains = new ReferenceChains((_base, path) => path);
  const add = () => {
    for (const [uri, value] of Object.entries(files)) chains.add(uri, value);
  };
  if (isRefused) expect(add).toThrow(/more than 100 in a row/);
  else expect(add).not.toThrow();
});
