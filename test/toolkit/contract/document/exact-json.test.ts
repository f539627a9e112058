import { expect, test } from '@jest/globals';
import {
  mayHaveLongIntegers,
  parseExactly,
  stringifyExactly,
  withDoubles,
} from '../../../../src/toolkit/contract/document/exact-json.ts';

test.each<[json: string, value: unknown]>([
  ['{"id":1881600000000000001,"n":7}', { id: 1881600000000000001n, n: 7 }],
  [
    '[-9223372036854775808,9007199254740991,9007199254740992]',
    [-9223372036854775808n, 9007199254740991, 9007199254740992n],
  ],
  ['"1881600000000000001"', '1881600000000000001'],
  // Two long runs of digits follow each other closely.
  ['["1881600000000000001",9007199254740993]', ['1881600000000000001', 9007199254740993n]],
  ['0.1234567890123456789', 0.12345678901234568],
  ['1881600000000000001', 1881600000000000001n],
  ['9'.repeat(1001), Number.POSITIVE_INFINITY],
])('%s is parsed exactly', (json, value) => {
  expect(parseExactly(json)).toEqual(value);
});

// A reviver is slow.
test.each<[json: string, may: boolean]>([
  ['{"id":"1881600000000000001"}', false],
  ['{"at":0.1234567890123456789}', false],
  ['{"id":188160000000000}', false],
  ['{"id":1881600000000000001}', true],
])('whether %s may have a long integer: %s', (json, may) => {
  expect(mayHaveLongIntegers(json)).toBe(may);
});

test('what was parsed is written with the same digits', () => {
  const json = '{"id":1881600000000000001,"list":[-9223372036854775808,1.5,null,"x"]}';
  expect(stringifyExactly(parseExactly(json))).toBe(json);
});

test('validators get the nearest double, and the value itself where it has no such integer', () => {
  const plain = { id: 1 };
  expect(withDoubles(plain)).toBe(plain);
  expect(withDoubles({ id: 2n ** 60n, list: [1] })).toEqual({ id: 2 ** 60, list: [1] });
});

test.each([['{"id":}'], ['1881600000000000001x']])('%s is no JSON', (json) => {
  expect(() => parseExactly(json)).toThrow(SyntaxError);
});
