import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { boundByClock } from '../../../../../src/toolkit/contract/schema/limits/bounded-ajv.ts';

const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
const declared = Object.fromEntries(names.map((name) => [name, {}]));
const full = Object.fromEntries(names.map((name) => [name, 1]));
const others = Object.fromEntries(names.map((name) => [`q${name}`, {}]));
const inner = { type: 'object', properties: others, additionalProperties: { type: 'number' } };

/** Values around the places where a shortcut ends. */
test.each<[what: string, schema: object, values: readonly unknown[]]>([
  ['maxLength', { maxLength: 3 }, ['', 'abc', 'abcd', '😀😀😀', '😀😀😀😀', 'ab😀', 'abc😀', 'ab\ud83d', 4, null]],
  ['maxLength 0', { maxLength: 0 }, ['', 'a', '😀', '\ud83d']],
  ['minLength', { minLength: 2 }, ['', 'a', 'ab', '😀', 'a😀', '😀😀', '\ud83d\ud83d', '\ude00', 4, null]],
  ['minLength 1', { minLength: 1 }, ['', 'a', '😀', '\ude00\ud83d']],
  ['minLength 0', { minLength: 0 }, ['', 'a']],
  ['both', { type: 'string', minLength: 2, maxLength: 2 }, ['a', 'ab', 'abc', '😀', '😀😀', '😀a', '😀😀a']],
  ['maxProperties', { maxProperties: 1 }, [{}, { a: 1 }, { a: 1, b: 2 }, [1, 2], null, 'ab', 3]],
  [
    'declared names',
    { properties: declared, additionalProperties: false },
    [{}, full, { ...full, more: 1 }, { more: 1 }, { toString: 1 }, { constructor: 1 }, JSON.parse('{"__proto__":1}')],
  ],
  [
    'declared names, and patterns',
    { properties: declared, patternProperties: { '^x': { type: 'number' } }, additionalProperties: false },
    [
      { ...full, x: 1 },
      { ...full, x: 'a' },
      { ...full, y: 1 },
    ],
  ],
  [
    'declared names of objects within',
    { properties: declared, additionalProperties: inner },
    [
      { ...full, o: full },
      { ...full, o: { qp1: 'a' } },
      { o: { p1: 'a' } },
      { o: { r: 'a' } },
      { o: { r: 1 } },
      { q: 1 },
    ],
  ],
])('%s decides as Ajv does, with the same errors', (_what, schema, values) => {
  for (const allErrors of [false, true]) {
    const plain = new Ajv2020({ allErrors, strict: false }).compile(schema);
    const ajv = new Ajv2020({ allErrors, strict: false });
    boundByClock(ajv as never);
    const bounded = ajv.compile(schema);
    for (const value of values) {
      expect([value, bounded(value), bounded.errors]).toEqual([value, plain(value), plain.errors]);
    }
  }
});
