import { expect, test } from '@jest/globals';
import { BodyRanks } from '../../../../src/toolkit/contract/request/body-ranks.ts';
import { orderRequestErrors } from '../../../../src/toolkit/contract/request/request-errors.ts';

const text = { type: 'string' };
const people = { type: 'array', items: { $ref: '#/components/schemas/Person' } };
const document = {
  openapi: '3.1.0',
  components: { schemas: { Person: { properties: { name: text, age: { type: 'integer' } } } } },
} as never;
// JavaScript has names that are numbers first.
const ranks = new BodyRanks(document, { properties: { owner: people.items, people, 7: text } });

test.each<[path: (string | number)[], ranks: number[]]>([
  [[], []],
  [['7'], [0]],
  [['8'], [3]],
  [
    ['owner', 'age'],
    [1, 1],
  ],
  [
    ['people', '11'],
    [2, 11],
  ],
  [
    ['people', 2, 'age'],
    [2, 2, 1],
  ],
  [
    ['people', '2', 'age'],
    [2, 2, 1],
  ],
  [
    ['other', 'age'],
    [3, 0],
  ],
])('of %j: %j', (path, wanted) => {
  expect(ranks.of(path)).toEqual(wanted);
  ranks.forgetOthers();
  expect(ranks.of(path)).toEqual(wanted);
});

test.each<[path: (string | number)[], isKept: boolean]>([
  [['known'], true],
  [['known', 'inner'], true],
  // There may be any number of these.
  [['unknown'], false],
  [['known', 'unknown'], false],
  [['list', 7], false],
])('the rank of %j is kept between requests: %s', (path, isKept) => {
  let lookUps = 0;
  const known = { properties: { inner: text } };
  const schema = {
    get properties() {
      lookUps++;
      return { known, list: { type: 'array', items: text } };
    },
  };
  const kept = new BodyRanks(document, schema);
  const lookUp = () => {
    const before = lookUps;
    const errors = ['pattern', 'minLength'].map((keyword) => ({ in: 'body' as const, path, keyword }));
    orderRequestErrors(errors, { parameters: [] } as never, kept);
    return lookUps - before;
  };
  kept.of(['unknown before']);
  kept.forgetOthers();
  lookUp();
  expect(lookUp() === 0).toBe(isKept);
});
