import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const book = {
  type: 'object',
  required: ['id', 'title'],
  properties: { id: { type: 'integer' }, title: { type: 'string' } },
  xml: { name: 'book' },
};
const inData = (schema: object) => ({ schema: { type: 'object', required: ['data'], properties: { data: schema } } });
const books = { type: 'array', items: book };
const ok = (content: object) => ({ responses: { 200: { description: 'ok', content } } });
const contract = {
  openapi: '3.1.0',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': { get: ok({ 'application/json': inData(books), 'text/csv': { schema: books } }) },
    '/books/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        ...ok({
          'application/json': inData(book),
          'application/xml': { schema: book },
          'text/xml': inData(book),
        }),
      },
    },
  },
};
const records = { '/books': [{ id: 1, title: 'Emma' }] };

test.each([
  ['/books/1', 'application/xml', '<book><id>1</id><title>Emma</title></book>'],
  ['/books/1', 'text/xml', '><book><id>1</id><title>Emma</title></book></'],
  ['/books', 'text/csv', 'id,title\r\n1,Emma'],
])('records of %s have a wrapper in %s only if it is declared there', (path, accept, wanted) =>
  withMock(contract, { scenario: { records } }, async (ask) => {
    const { headers, body } = await ask('GET', path, undefined, { accept });
    expect(headers.get('content-type')).toContain(accept);
    expect(body.trim()).toContain(wanted);
    expect((await ask('GET', '/books/1')).body).toEqual({ data: records['/books'][0] });
  }),
);
