import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { adviseOnMissing } from '../../../../src/toolkit/contract/document/missing-file.ts';
import { inFolder } from '../../../files.ts';

const many = ['a1.yaml', 'b1.yaml', 'c1.yaml', 'd1.yaml', 'e1.yaml', 'f1.yaml', 'g1.yaml'];
const alike = ['shops.json', 'shops.yaml', 'shops.yml', 'shop.json', 'shop.yaml', 'shop.yml'];

test.each<[name: string, files: string[], advice: string]>([
  ['openapi.yaml', [], 'Name the contract with --spec FILE'],
  ['shop.yaml', [], 'Correct the name'],
  ['shop.yaml', ['notes.txt', '.redocly.yaml', 'tsconfig.base.json', 'package-lock.json'], 'Correct the name'],
  ['shop.yaml', ['b.json', 'a.YML'], 'Its folder has /a.YML, /b.json. Correct the name'],
  ['openapi.yaml', ['zoo.json'], 'Its folder has /zoo.json. Name the contract with --spec FILE'],
  [
    'shop.yaml',
    many,
    `Its folder has ${many
      .slice(0, 5)
      .map((file) => `/${file}`)
      .join(', ')} and 2 more. Correct the name`,
  ],
  ['shop.json', ['shop.yaml', 'zoo.yaml'], 'Did you mean /shop.yaml?'],
  [
    'shops',
    alike,
    `Did you mean ${alike
      .slice(0, 5)
      .map((file) => `/${file}`)
      .join(', ')}?`,
  ],
  ['none/shop.yaml', ['shop.yaml'], 'There is no folder /none either. Correct the name'],
])('where %s is missing beside %j, the advice is: %s', async (name, files, advice) => {
  await inFolder(Object.fromEntries(files.map((file) => [file, ''])), async (folder) => {
    expect(adviseOnMissing(join(folder, name)).replaceAll(folder, '')).toBe(advice);
  });
});
