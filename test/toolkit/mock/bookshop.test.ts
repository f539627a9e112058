import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMock, loadContract, type Mock } from '../../../src/mock.ts';
import { type Ask, asking } from './with-mock.ts';

const contract = await loadContract(join(import.meta.dirname, 'bookshop.yaml'));
let mock: Mock;
let ask: Ask;

beforeAll(async () => {
  mock = await createMock({ contract });
  ask = asking(mock.url);
});

afterAll(() => mock.close());

type Fields = Record<string, never>;

test('lists are full of different things, and the same at each start', async () => {
  const { items, total } = (await ask('GET', '/books?pageSize=100')).body;
  expect([items.length, total]).toEqual([12, 12]);
  for (const name of ['id', 'title', 'slug', 'isbn'])
    expect(new Set(items.map((book: Fields) => book[name])).size).toBe(12);
  for (const { slug, title, coverUrl, createdAt, updatedAt, price, currency } of items) {
    expect(slug).toBe(
      title
        .normalize('NFKD')
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, ''),
    );
    expect(coverUrl).toMatch(/^data:image/);
    expect(createdAt <= updatedAt).toBe(true);
    expect([price > 0, currency]).toEqual([true, 'EUR']);
  }
  const again = await createMock({ contract });
  expect((await asking(again.url)('GET', '/books?pageSize=100')).body.items).toEqual(items);
  await again.close();
});

test('what refers to another record refers to one that exists, and agrees with it', async () => {
  const authors = (await ask('GET', '/authors')).body;
  const { items: books } = (await ask('GET', '/books?pageSize=100')).body;
  for (const { authorId, author } of books) expect(author).toEqual(authors.find(({ id }: Fields) => id === authorId));
  for (const { id, bookCount } of authors) {
    expect(books.filter(({ authorId }: Fields) => authorId === id).length).toBe(bookCount);
    expect((await ask('GET', `/authors/${id}/books`)).body).toHaveLength(bookCount);
  }
  const reviews = (await ask('GET', `/books/${books[0].id}/reviews`)).body;
  const mean =
    reviews.reduce((sum: number, { rating }: Record<string, number>) => sum + (rating ?? 0), 0) / reviews.length;
  expect(books[0]).toMatchObject({ reviewCount: reviews.length, averageRating: Math.round(mean * 10) / 10 });
  for (const review of reviews) expect(review.bookId).toBe(books[0].id);
});

test('sums are those of the lines', async () => {
  const { items: books } = (await ask('GET', '/books?pageSize=100')).body;
  for (const { lines, subtotal, shippingCost, total } of (await ask('GET', '/orders')).body) {
    const sum = lines.reduce((all: number, { lineTotal }: Record<string, number>) => all + (lineTotal ?? 0), 0);
    expect(subtotal).toBeCloseTo(sum);
    expect(total).toBeCloseTo(sum + shippingCost);
    for (const { bookId, title, unitPrice, quantity, lineTotal } of lines) {
      const book = books.find(({ id }: Fields) => id === bookId);
      expect([title, unitPrice]).toEqual([book.title, book.price]);
      expect(lineTotal).toBeCloseTo(unitPrice * quantity);
    }
  }
});

test('what is created is completed by what it refers to, and counted there', async () => {
  const before = (await ask('GET', '/authors/3')).body.bookCount;
  const sent = { title: 'A New One', authorId: 3, price: 9.9, genre: 'crime' };
  const { status, body: book } = await ask('POST', '/books', sent);
  expect([status, book]).toEqual([201, expect.objectContaining({ ...sent, slug: 'a-new-one', reviewCount: 0 })]);
  expect(book.author.id).toBe(3);
  expect((await ask('GET', '/authors/3')).body.bookCount).toBe(before + 1);
  expect((await ask('GET', `/books/${book.id}/reviews`)).body).toEqual([]);
  const review = (await ask('POST', `/books/${book.id}/reviews`, { rating: 2, text: 'no' })).body;
  expect(review).toMatchObject({ bookId: book.id, rating: 2 });
  expect((await ask('GET', `/books/${book.id}`)).body).toMatchObject({ reviewCount: 1, averageRating: 2 });
  expect((await ask('POST', '/books', { ...sent, authorId: 99 })).status).toBe(422);
  expect((await ask('DELETE', `/books/${book.id}`)).status).toBe(204);
  expect((await ask('GET', `/books/${book.id}/reviews`)).status).toBe(404);
});

test.each([
  { records: 3 as const, count: 3 },
  { records: 0 as const, count: 0 },
  { records: false as const, count: 0 },
])('it begins with as many records as are asked for: $records', async ({ records, count }) => {
  const other = await createMock({ contract, records });
  expect((await asking(other.url)('GET', '/authors')).body).toHaveLength(count);
  await other.close();
});

test('a scenario says how many records there are, and other locales have other names', async () => {
  const scenario = { records: { '/authors': 2, '/orders': 0 } };
  const other = await createMock({ contract, scenario, locale: 'de' });
  const get = asking(other.url);
  expect((await get('GET', '/authors')).body).toHaveLength(2);
  expect((await get('GET', '/orders')).body).toEqual([]);
  expect((await get('GET', '/books')).body.total).toBe(12);
  expect((await get('GET', '/authors/1')).body.nationality).toBe('Deutschland');
  await other.close();
  await expect(createMock({ contract, locale: '../x' })).rejects.toMatchObject({ code: 'MOCK_LOCALE' });
});
