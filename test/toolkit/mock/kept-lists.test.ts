/** Lists and single objects are kept until what they show has changed, whatever changes it. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createMock, loadContract, type Mock } from '../../../src/mock.ts';
import { type Ask, asking } from './with-mock.ts';

const contract = await loadContract(join(import.meta.dirname, 'bookshop.yaml'));
const newBook = { title: 'Emma', authorId: 1, price: 9.5, genre: 'fiction' };

type Change = (ask: Ask, round: number, mock: Mock) => unknown;
const changes: [string, path: string, Change][] = [
  ['a record is created', '/books?pageSize=100', (ask) => ask('POST', '/books', newBook)],
  ['a record is patched', '/books', (ask, round) => ask('PATCH', '/books/1', { price: 70 + round })],
  ['a record is deleted', '/books', (ask, round) => ask('DELETE', `/books/${round}`)],
  ['a record in its records is edited', '/books', editAuthor],
  ['what it counts is added', '/books', (ask) => ask('POST', '/books/1/reviews', { rating: 1, text: 'No.' })],
  ['what belongs to another path is added', '/authors', (ask) => ask('POST', '/books', newBook)],
  ['a view of it is asked', '/authors/1/books', (ask) => ask('POST', '/books', newBook)],
  ['another scenario starts', '/books', (_ask, round, mock) => mock.playScenario({ records: { '/books': round - 1 } })],
  ['an item is put into the cart', '/cart', (ask) => ask('POST', '/cart/items', { bookId: 1, quantity: 3 })],
  ['an order is cancelled', '/orders', cancelFirst],
  [
    'somebody else signs in',
    '/me',
    (ask, round) => ask('POST', '/auth/login', { email: `b${round}@example.com`, password: 'long enough' }),
  ],
];

async function editAuthor(ask: Ask, round: number) {
  const { authorId } = (await ask('GET', '/books/1')).body;
  const author = (await ask('GET', `/authors/${authorId}`)).body;
  return ask('PUT', `/__concordat/state/authors/${authorId}`, { ...author, name: `Somebody ${round}` });
}

async function cancelFirst(ask: Ask) {
  const order = (await ask('GET', '/orders')).body.find(({ status }: { status: string }) => status === 'placed');
  return ask('POST', `/orders/${order.id}/cancel`);
}

test.each(changes)('%s', async (_what, path, change) => {
  const mock = await createMock({ contract });
  try {
    const ask = asking(mock.url);
    const read = async () => (await ask('GET', path)).body;
    for (const round of [1, 2]) {
      const before = await read();
      expect(await read()).toEqual(before);
      await change(ask, round, mock);
      expect(await read()).not.toEqual(before);
    }
  } finally {
    await mock.close();
  }
});
