import { expect, test } from '@jest/globals';
import {
  canonicalPointer,
  joinPointer,
  pointerTokens,
  replaceAt,
  valueAt,
} from '../../../../src/toolkit/contract/document/json-pointer.ts';

test.each<[pointer: string, tokens: string[]]>([
  ['#', []],
  ['#/', ['']],
  ['#/a/b', ['a', 'b']],
  ['#/paths/~1pets~1{id}/get', ['paths', '/pets/{id}', 'get']],
  ['#/a~01', ['a~1']],
  ['#/a%20b', ['a%20b']],
])('%s has the tokens %j', (pointer, tokens) => {
  expect(pointerTokens(pointer)).toEqual(tokens);
});

test('joining escapes the special characters of pointers', () => {
  expect(joinPointer('#/paths', '/a~b', 0)).toBe('#/paths/~1a~0b/0');
});

test('percent-encoding is decoded if no key equals the token', () => {
  expect(valueAt({ 'a b': 1 }, '#/a%20b')).toBe(1);
  expect(valueAt({ 'a b': 1, 'a%20b': 2 }, '#/a%20b')).toBe(2);
  expect(valueAt({ '100%': 1 }, '#/100%')).toBe(1);
  expect(canonicalPointer({ '/a b': { c: 1 } }, '#/~1a%20b/c')).toBe('#/~1a b/c');
});

test('a pointer never reaches inherited properties', () => {
  expect(valueAt({ a: [1] }, '#/a/0')).toBe(1);
  expect(valueAt({}, '#/constructor')).toBeUndefined();
  expect(valueAt({ a: null }, '#/a/b')).toBeUndefined();
});

test.each<[root: unknown, tokens: (string | number)[], value: unknown, wanted: unknown]>([
  [{ a: 1 }, [], 2, 2],
  [{ a: { b: 1 }, c: 3 }, ['a', 'b'], 2, { a: { b: 2 }, c: 3 }],
  [{ a: 1 }, ['b'], 2, { a: 1, b: 2 }],
  [{ a: 1, b: 2 }, ['b'], undefined, { a: 1 }],
  [[1, 2], [1], 3, [1, 3]],
  [{ a: [{ b: 1 }] }, ['a', '0', 'b'], 2, { a: [{ b: 2 }] }],
])('%j with something else at %j', (root, tokens, value, wanted) => {
  const before = structuredClone(root);
  expect(replaceAt(root, tokens, value)).toEqual(wanted);
  expect(root).toEqual(before);
});

test.each<[root: unknown, tokens: (string | number)[], value: unknown]>([
  [{ a: 1 }, ['b', 'c'], 2],
  [{ a: 1 }, ['a', 'b'], 2],
  [{ a: 1 }, ['b'], undefined],
  [[1], [1], 2],
  [{ a: { b: 1 } }, ['a', 'b'], 1],
  ['text', [0], 'x'],
])('%j is unchanged if there is no %j, or the value is the same', (root, tokens, value) => {
  expect(replaceAt(root, tokens, value)).toBe(root);
});
