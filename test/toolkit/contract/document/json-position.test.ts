import { expect, test } from '@jest/globals';
import { pointerTokens } from '../../../../src/toolkit/contract/document/json-pointer.ts';
import { positionInJson } from '../../../../src/toolkit/contract/document/json-position.ts';

const text = `{
  "a": "x \\" { [ \\\\",
  "b": [1, {"c": [true, null]},
    "two"],
  "d\\u0065": {"~": -1.5e3}
}
`;

test.each<[pointer: string, onKey: boolean, line: number, column: number]>([
  ['#', true, 1, 1],
  ['#/a', false, 2, 8],
  ['#/b', true, 3, 3],
  ['#/b', false, 3, 8],
  ['#/b/0', false, 3, 9],
  ['#/b/1/c', true, 3, 13],
  ['#/b/1/c/1', false, 3, 25],
  ['#/b/2', false, 4, 5],
  ['#/de/~0', false, 5, 20],
  ['#/b/7', true, 3, 3],
  ['#/nothing/at/all', true, 1, 1],
])('%s, on its key: %s, is at %i:%i', (pointer, onKey, line, column) => {
  expect(positionInJson(text, pointerTokens(pointer), onKey)).toEqual({ line, column });
});
