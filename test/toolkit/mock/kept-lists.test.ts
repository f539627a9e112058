/** Lists and single objects are kept until what they show has changed, whatever changes it. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createMock, loadContract, type Mock } from '../../../src/mock.ts';
import { type Ask, asking } from './with-mock.ts';

const contract = await loadContract(join(import.meta.dirname, 'bookshop.yaml'));
const newBook = { title: 'Emma', authorId: 1, price: 9.5, genre: 'fiction' };

type Change = (ask: Ask, mock: Mock) => unknown;
const changes: [string, path: string, Change][] = [
  ['a record is created', '/books?pageSize=100', (ask) => ask('POST', '/books', newBook)],
  ['a record is patched', '/books', (ask) => ask('PATCH', '/books/1', { price: 77 })],
  ['a record is deleted', '/books', (ask) => ask('DELETE', '/books/1')],
  ['a record in its records is edited', '/books', (ask) => editAuthor(ask)],
  ['what it counts is added', '/books', (ask) => ask('POST', '/books/1/reviews', { rating: 1, text: 'No.' })],
  ['what belongs to another path is added', '/authors', (ask) => ask('POST', '/books', newBook)],
  ['a view of it is asked', '/authors/1/books', (ask) => ask('POST', '/books', newBook)],
  ['another scenario starts', '/books', (_ask, mock) => mock.playScenario({ records: { '/books': [] } })],
  ['an item is put into the cart', '/cart', (ask) => ask('POST', '/cart/items', { bookId: 1, quantity: 3 })],
  ['an order is cancelled', '/orders', (ask) => cancelFirst(ask)],
  [
    'somebody else signs in',
    '/me',
    (ask) => ask('POST', '/auth/login', { email: 'b@example.com', password: 'long enough' }),
  ],
];

async function editAuthor(ask: Ask) {
  const { authorId } = (await ask('GET', '/books/1')).body;
  const author = (await ask('GET', `/authors/${authorId}`)).body;
  return ask('PUT', `/__concordat/state/authors/${authorId}`, { ...author, name: 'Somebody Else' });
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
    const before = await read();
    expect(await read()).toEqual(before);
    await change(ask, mock);
    expect(await read()).not.toEqual(before);
  } finally {
    await mock.close();
  }
});
