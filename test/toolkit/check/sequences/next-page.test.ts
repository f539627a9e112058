import { expect, test } from '@jest/globals';
import { nextPageOf } from '../../../../src/toolkit/check/sequences/next-page.ts';

const view = { bodyPointer: '/items', id: 'id' };

test.each<[parameters: string[], body: object, next: object | null | undefined]>([
  [['cursor'], { next_cursor: 'c' }, { parameter: 'cursor', value: 'c' }],
  [['cursor'], { next_cursor: null }, undefined],
  [['cursor'], { total: 3 }, null],
  // The next value of a parameter, whatever that is called; an id may have 64 bits.
  [['after_id'], { next_after_id: 9007199254740993n }, { parameter: 'after_id', value: 9007199254740993n }],
  [['lastSeen'], { meta: { nextLastSeen: 'x' } }, { parameter: 'lastSeen', value: 'x' }],
  [['lastSeen'], { meta: { nextLastSeen: null } }, undefined],
  [['page'], { next_page: 2 }, { parameter: 'page', value: 2 }],
])('a list with %j that responds with %p goes on with %p', (parameters, body, next) => {
  const list = { excerpt: { operation: { parameters: parameters.map((name) => ({ name, in: 'query' })) } } };
  const exchange = { received: { headers: {} }, body: { items: [], ...body } };
  expect(nextPageOf(list as never, view as never, exchange as never)).toEqual(next);
});
