/** Clients write parameters as everything else of Concordat does. */
import { expect, test } from '@jest/globals';
import { codecFor } from '../../../../src/toolkit/contract/document/style-codecs.ts';
import { writeStyled as writeAsElsewhere } from '../../../../src/toolkit/contract/document/styled-writer.ts';
import { styles } from '../../../../src/toolkit/contract/document/styles.ts';
import { writeStyled } from '../../../../src/toolkit/generate/clients/typescript/runtime/styles.ts';

const values: readonly unknown[] = [
  'blue',
  '',
  'a b/,.|;=&%ä',
  0,
  false,
  ['blue', 'a,b', 'c.d|e f', 1],
  [''],
  [{ nested: [1] }, ['x']],
  { R: 100, G: 'a,b.c|d e=f', none: undefined },
  { list: ['a', 'b'], nested: { deep: { x: 1 }, items: [{ y: 2 }] }, empty: {} },
];

test.each(styles.map(([location, style, explode]) => [location, style, explode] as const))(
  'a parameter in the %s of style %s, exploded: %s',
  (location, style, explode) => {
    for (const allowReserved of location === 'query' ? [false, true] : [false])
      for (const value of values) {
        const styled = { style, explode, allowReserved };
        const wanted = writeAsElsewhere('name', location, styled, codecFor(location, styled), value);
        expect(writeStyled('name', value, location, [style, explode, allowReserved])).toEqual(wanted);
      }
  },
);

test.each([
  ['path', 'simple', false],
  ['query', 'form', true],
  ['header', 'simple', false],
  ['cookie', 'form', true],
] as const)('the default style in the %s is %s, exploded: %s', (location, style, explode) => {
  for (const value of values)
    expect(writeStyled('name', value, location)).toEqual(writeStyled('name', value, location, [style, explode]));
});

test('JSON in a header has no letters that a header refuses', () => {
  expect(writeStyled('name', { a: 'ä€', b: 1n }, 'header', ['json'])).toEqual([
    ['name', '{"a":"\\u00e4\\u20ac","b":1}'],
  ]);
  expect(writeStyled('name', ['ä'], 'query', ['json'])).toEqual([['name', '%5B%22%C3%A4%22%5D']]);
});
