import { expect, test } from '@jest/globals';
import { loadRedocly, positionOf, sourceOf } from '../../../../src/toolkit/contract/document/redocly.ts';

test('Redocly gets no tabs, and positions stay', async () => {
  const file = { uri: '/a.json', text: '{\n\t"a":\t1,\n\t"b": {\n\t\t"c":\t\t"d"\n\t}\n}', value: {} };
  const source = sourceOf(await loadRedocly(), file);
  expect(source.body).not.toContain('\t');
  expect(source.body).toHaveLength(file.text.length);
  expect(await positionOf({ source, pointer: '#/b/c' })).toMatchObject({ line: 4, column: 9 });
});
