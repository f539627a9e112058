import { expect, test } from '@jest/globals';
import { GrowingBuffer } from '../../../src/toolkit/http/growing-buffer.ts';

test.each<[name: string, pieces: number[]]>([
  ['nothing', []],
  ['one piece', [5]],
  ['an empty piece first', [0, 3]],
  ['pieces of one byte', Array(5000).fill(1)],
  ['pieces of several sizes', [1, 1000, 0, 1024, 3, 70_000, 1]],
])('%s', (_name, sizes) => {
  const buffer = new GrowingBuffer();
  const pieces = sizes.map((size, index) => Buffer.alloc(size, index % 251));
  for (const piece of pieces) buffer.append(piece);
  const all = Buffer.concat(pieces);
  expect(buffer.length).toBe(all.length);
  expect(buffer.read(Number.POSITIVE_INFINITY).equals(all)).toBe(true);
  expect(buffer.read(4).equals(all.subarray(0, 4))).toBe(true);
  // What came stays as it was: other parts of the program may have it.
  expect(Buffer.concat(pieces).equals(all)).toBe(true);
});
