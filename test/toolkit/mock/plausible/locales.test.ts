/** A name is in one language: the locale's where faker has such names in it, else English. */
import { expect, test } from '@jest/globals';
import { loadFaker } from '../../../../src/toolkit/mock/plausible/faker.ts';
import { nameOf } from '../../../../src/toolkit/mock/plausible/names.ts';
import type { Kind } from '../../../../src/toolkit/mock/plausible/words.ts';

const english = /^[A-Za-z' -]+$/;
test.each<[locale: string, kind: Kind, language: RegExp]>([
  ['en', 'product', english],
  [
    'de',
    'product',
    /^(\w+ly|\w+) (Aluminum|Bamboo|Bronze|Ceramic|Concrete|Cotton|Gold|Granite|Marble|Metal|Plastic|Rubber|Silk|Steel|Wooden) \w+$/,
  ],
  ['es', 'product', / de [A-Z]/],
  ['fr', 'product', / en [A-ZÉ]/],
  ['ru', 'product', /^[\p{Script=Cyrillic} ]+$/u],
  ['de', 'team', english],
  ['ja', 'team', english],
  ['ja', 'dish', /^[^A-Za-z]+$/],
  ['nl', 'company', /^(?!.* and )/],
])('%s, %s', async (locale, kind, language) => {
  const { faker, seed } = await loadFaker(locale);
  seed('names');
  const unused = () => {
    throw new Error('unused');
  };
  for (let serial = 0; serial < 30; serial++)
    expect(nameOf({ faker, kind, words: kind, person: unused, place: unused, serial })).toMatch(language);
});
