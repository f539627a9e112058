/** Links of HAL and of OData lead to where things are, and OData's query options do what they say. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMock, loadContract, type Mock } from '../../../src/mock.ts';
import { findingsIn } from './findings-in.ts';
import { type Ask, asking } from './with-mock.ts';

const contracts = {
  hal: await loadContract(join(import.meta.dirname, 'hal.yaml')),
  odata: await loadContract(join(import.meta.dirname, 'odata.yaml')),
};

describe.each(['hal', 'odata'] as const)('%s', (name) => {
  test('the contract tests agree', async () => {
    expect(await findingsIn(contracts[name], 2)).toEqual([]);
  });
});

describe('hal', () => {
  let mock: Mock;
  let ask: Ask;
  beforeAll(async () => {
    mock = await createMock({ contract: contracts.hal });
    ask = asking(mock.url);
  });
  afterAll(() => mock.close());
  const path = (link: { href: string } | undefined) => link?.href.replace(mock.url, '');

  test.each<[query: string, links: Record<string, string>, number: number]>([
    [
      'page=0&size=5',
      { self: 'page=0&size=5', first: 'page=0&size=5', next: 'page=1&size=5', last: 'page=2&size=5' },
      0,
    ],
    [
      'page=1&size=5',
      {
        self: 'page=1&size=5',
        first: 'page=0&size=5',
        prev: 'page=0&size=5',
        next: 'page=2&size=5',
        last: 'page=2&size=5',
      },
      1,
    ],
    [
      'page=2&size=5',
      { self: 'page=2&size=5', first: 'page=0&size=5', prev: 'page=1&size=5', last: 'page=2&size=5' },
      2,
    ],
  ])('the links of a page: %s', async (query, links, number) => {
    const { _links, page, _embedded } = (await ask('GET', `/books?${query}`)).body;
    expect(
      Object.fromEntries(Object.keys(_links).map((rel) => [rel, path(_links[rel])?.replace('/books?', '')])),
    ).toEqual(links);
    expect(page).toEqual({ size: 5, totalElements: 12, totalPages: 3, number });
    expect(_embedded.books).toHaveLength(number === 2 ? 2 : 5);
  });

  test('the links of a record, and of one in it', async () => {
    const book = (await ask('GET', '/books/2')).body;
    const { self, author, collection } = book._links;
    expect([self, author, collection].map(path)).toEqual(['/books/2', `/authors/${book.authorId}`, '/books']);
    expect(book._embedded.author).toMatchObject({
      id: book.authorId,
      _links: { self: { href: author.href, templated: false } },
    });
    const read = (await ask('GET', path(author) as string)).body;
    expect(read).toMatchObject({ id: book.authorId, name: book._embedded.author.name });
    expect(path(read._links.books)).toBe(`/authors/${book.authorId}/books`);
    const below = (await ask('GET', path(read._links.books) as string)).body._embedded.books;
    expect(below).toContainEqual(book);
    expect((await ask('GET', '/books?size=100')).body._embedded.books[1]).toEqual(book);
  });

  test('they have the name that the mock is asked by', async () => {
    for (const url of [mock.url.replace('localhost', '127.0.0.1'), mock.url.replace('127.0.0.1', 'localhost')])
      expect((await asking(url)('GET', '/books/3')).body._links.self.href).toBe(`${url}/books/3`);
  });

  test('a record that was created has them', async () => {
    const { id, _links } = (await ask('POST', '/books', { title: 'New', authorId: '2' })).body;
    expect([_links.self, _links.author].map(path)).toEqual([`/books/${id}`, '/authors/2']);
  });
});

describe('odata', () => {
  let mock: Mock;
  let ask: Ask;
  beforeAll(async () => {
    mock = await createMock({ contract: contracts.odata });
    ask = asking(`${mock.url}/odata/Products?`);
  });
  afterAll(() => mock.close());

  test.each<[query: string, facts: object, next: string | undefined]>([
    ['$top=5', {}, '$top=5&$skip=5'],
    ['$top=5&$skip=5&$count=true', { '@odata.count': 12 }, '$top=5&$skip=10&$count=true'],
    ['$top=5&$skip=10', {}, undefined],
  ])('%s', async (query, facts, next) => {
    const { value, '@odata.nextLink': link, ...others } = (await ask('GET', query)).body;
    expect(others).toEqual({ ...facts, '@odata.context': `${mock.url}/odata/$metadata#Products` });
    expect(link && decodeURIComponent(link)).toBe(next && `${mock.url}/odata/Products?${next}`);
    expect(value).toHaveLength(next === undefined ? 2 : 5);
  });

  test('filtered, ordered and with what was selected', async () => {
    const all = (await ask('GET', '')).body.value as { ID: number; Name: string; Price: number; Category: string }[];
    const wanted = all
      .filter(({ Price, Category }) => Price > 10 && Category === 'Books')
      .toSorted((a, b) => b.Price - a.Price);
    const query = "$filter=Price gt 10 and Category eq 'Books'&$orderby=Price desc&$select=Price";
    // The schema requires names.
    const { value } = (await ask('GET', query)).body;
    expect(value).toEqual(wanted.map(({ ID, Name, Price }) => ({ ID, Name, Price })));
    expect(wanted.length).toBeGreaterThan(1);
  });

  test('a filter that is not understood is no silence', async () => {
    const { headers } = await ask('GET', '$filter=year(ReleaseDate) gt 2000');
    expect(headers.get('concordat-note')).toMatch(/filter/);
  });
});
