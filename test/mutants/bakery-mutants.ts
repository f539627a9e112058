import type { Mutant } from './mutants.ts';

/** Takes maps with too many properties, or of other names. */
const maps: Mutant[] = [
  {
    name: 'there may be five amounts',
    find: 'Object.keys(value).length <= 4',
    replace: 'Object.keys(value).length <= 5',
  },
  { name: 'there may be any number of notes', find: 'Object.keys(value).length <= 3 && ', replace: '' },
  { name: 'there may be no amounts', find: '  Object.keys(value).length >= 1 &&\n', replace: '' },
  { name: 'an ingredient may have any name', find: '/^[a-z]+$/.test(name)', replace: "name !== ''" },
  { name: 'an ingredient may end with anything', find: '/^[a-z]+$/.test(name)', replace: '/^[a-z]+/.test(name)' },
  { name: 'an ingredient may have capitals', find: '/^[a-z]+$/.test(name)', replace: '/^[a-z]+$/i.test(name)' },
  {
    name: 'an amount may be null',
    find: 'isWhole(grams, 1, 5000)',
    replace: '(grams === null || isWhole(grams, 1, 5000))',
  },
  { name: 'a note may be long', find: 'isText(note, 0, 20)', replace: 'isText(note, 0, 200)' },
];

/** Defective variants of the bakery. */
export const bakeryKinds = { maps } as const;

/** Variants of the bakery that keep the contract. */
export const harmlessBakeries: readonly Mutant[] = [
  {
    name: 'amounts are in another order',
    find: "  if (isObject(cake['notes']))",
    replace:
      "  cake['amounts'] = Object.fromEntries(Object.entries(cake['amounts'] as Fields).reverse());\n  if (isObject(cake['notes']))",
  },
];
