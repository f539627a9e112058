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

/** Takes texts of more than one line. */
const patterns: Mutant[] = [
  { name: 'a shelf is one of several lines', find: '/^[A-Z]{2}[0-9]{3}$/', replace: '/^[A-Z]{2}[0-9]{3}$/m' },
  { name: 'a shelf may end with a line', find: '/^[A-Z]{2}[0-9]{3}$/', replace: '/^[A-Z]{2}[0-9]{3}\\n?$/' },
  { name: 'an ingredient is one of several lines', find: '/^[a-z]+$/.test(name)', replace: '/^[a-z]+$/m.test(name)' },
];

/** Has no default, or another one, inside of what is written. */
const defaults: Mutant[] = [
  { name: 'a layer has no height', find: '({ height: 2, ...layer })', replace: '({ ...layer })' },
  { name: 'a layer has another height', find: '({ height: 2, ...layer })', replace: '({ height: 1, ...layer })' },
  { name: 'an oven is cold', find: '({ degrees: 180, ...oven })', replace: '({ degrees: 20, ...oven })' },
];

/** Loses names of maps, or the order of lists. */
const containers: Mutant[] = [
  {
    name: 'a note is lost whose name all objects have',
    find: 'made[name] = value;',
    replace: 'made[name] ??= value;',
  },
  {
    name: 'a note of such a name fails',
    find: 'made[name] = value;',
    replace: 'if (made[name] !== undefined) throw new Error("twice");\n    made[name] = value;',
  },
  {
    name: 'an ingredient of such a name is lost',
    find: "  if (isObject(cake['notes']))",
    replace:
      "  cake['amounts'] = Object.fromEntries(Object.entries(cake['amounts'] as Fields).filter(([name]) => !(name in {})));\n  if (isObject(cake['notes']))",
  },
  ...Object.entries({
    sorted: 'toSorted()',
    reversed: 'toReversed()',
    shuffled: 'toSorted((a, b) => (a > b ? -1 : 1))',
  }).map(([done, call]) => ({
    name: `steps are ${done}`,
    find: "  if (isObject(cake['notes']))",
    replace: `  if (fields['steps']) cake['steps'] = (fields['steps'] as string[]).${call};\n  if (isObject(cake['notes']))`,
  })),
  {
    name: 'times are sorted',
    find: "  if (isObject(cake['notes']))",
    replace:
      "  if (fields['times']) cake['times'] = (fields['times'] as number[]).toSorted((a, b) => a - b);\n  if (isObject(cake['notes']))",
  },
];

/** Defective variants of the bakery. */
export const bakeryKinds = { maps, patterns, defaults, containers } as const;

/** Variants of the bakery that keep the contract. */
export const harmlessBakeries: readonly Mutant[] = [
  { name: 'layers are numbered', find: '.map(layerOf)', replace: '.map((one, no) => ({ no, ...layerOf(one) }))' },
  {
    name: 'texts are trimmed before they are validated',
    find: "  if (!isObject(fields)) throw new Refusal(400, 'body');\n",
    replace:
      "  if (!isObject(fields)) throw new Refusal(400, 'body');\n  for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') fields[name] = value.trim();\n",
  },
  {
    name: 'guests are sorted',
    find: "  if (isObject(cake['notes']))",
    replace:
      "  if (fields['guests']) cake['guests'] = (fields['guests'] as string[]).toSorted();\n  if (isObject(cake['notes']))",
  },
  {
    name: 'steps are trimmed',
    find: "  if (isObject(cake['notes']))",
    replace:
      "  if (fields['steps']) cake['steps'] = (fields['steps'] as string[]).map((step) => step.trim());\n  if (isObject(cake['notes']))",
  },
  {
    name: 'amounts are in another order',
    find: "  if (isObject(cake['notes']))",
    replace:
      "  cake['amounts'] = Object.fromEntries(Object.entries(cake['amounts'] as Fields).reverse());\n  if (isObject(cake['notes']))",
  },
];
