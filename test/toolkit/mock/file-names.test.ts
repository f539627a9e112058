import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

test.each<[schema: object, wanted: string]>([
  [{ type: 'string' }, 'attachment; filename="document"'],
  [{ type: 'string', enum: ['inline'] }, 'inline'],
])('a file has a name that it can be saved by, where %j allows one', (schema, wanted) => {
  const headers = { 'Content-Disposition': { required: true, schema } };
  const content = { 'application/pdf': { schema: { type: 'string', format: 'binary' } } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Invoices', version: '1' },
    paths: { '/invoice': { get: { responses: { 200: { description: 'ok', headers, content } } } } },
  };
  return withMock(contract, {}, async (ask) => {
    expect((await ask('GET', '/invoice')).headers.get('content-disposition')).toBe(wanted);
  });
});
