/** A body that is a picture or a document is one. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const binary = { type: 'string', format: 'binary' };
const magic: Readonly<Record<string, RegExp>> = {
  'image/png': /^\x89PNG\r\n[\s\S]*IEND/,
  'image/jpeg': /^\xff\xd8\xff[\s\S]*\xff\xd9/,
  'image/gif': /^GIF89a[\s\S]*;/,
  'image/webp': /^RIFF[\s\S]{4}WEBP/,
  'image/svg+xml': /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]*>.*<\/svg>/,
  'application/pdf': /^%PDF-1\.4\n[\s\S]*%%EOF\n/,
};

test.each<[declared: string, schema: object | undefined, is: string | undefined, more?: object]>([
  ...Object.keys(magic).map((type) => [type, binary, type] as [string, object, string]),
  ['image/png', undefined, 'image/png'],
  ['image/*', binary, 'image/png'],
  ['application/pdf; version=1', binary, 'application/pdf'],
  ['image/jpeg', { ...binary, minLength: 500, maxLength: 500 }, 'image/jpeg'],
  ['image/png', { ...binary, maxLength: 5 }, undefined],
  ['image/svg+xml', { type: 'object', properties: { a: { type: 'string' } } }, undefined],
  ['image/png', binary, undefined, { example: 'as written' }],
])('%s, %j: %s', (declared, schema, is, more = {}) => {
  const content = { [declared]: { ...(schema && { schema }), ...more } };
  const paths = { '/file': { get: { responses: { 200: { description: 'ok', content } } } } };
  return withMock({ openapi: '3.1.1', info: { title: 'Files', version: '1' }, paths }, {}, async (_ask, { url }) => {
    const response = await fetch(`${url}/file`);
    const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
    const found = Object.keys(magic).find((type) => magic[type]?.test(text));
    expect([response.status, found]).toEqual([200, is]);
    if (is !== undefined) expect(response.headers.get('content-type')).toContain(is);
    if (schema && 'minLength' in schema) expect(text).toHaveLength(500);
  });
});

test('of a range, what the client names first that there is', () => {
  const paths = {
    '/file': { get: { responses: { 200: { description: 'ok', content: { 'image/*': { schema: binary } } } } } },
  };
  return withMock({ openapi: '3.1.1', info: { title: 'Files', version: '1' }, paths }, {}, async (ask) => {
    const { headers } = await ask('GET', '/file', undefined, { accept: 'image/avif, image/webp, image/*;q=0.8' });
    expect(headers.get('content-type')).toBe('image/webp');
  });
});

test('the table of a document has where its objects begin', () => {
  const content = { 'application/pdf': { schema: binary } };
  const paths = { '/file': { get: { responses: { 200: { description: 'ok', content } } } } };
  return withMock({ openapi: '3.1.1', info: { title: 'Files', version: '1' }, paths }, {}, async (ask) => {
    const { body } = await ask('GET', '/file');
    const starts = [...body.matchAll(/^(\d{10}) 00000 n/gm)].map(([, start]) => Number(start));
    expect(starts.map((start) => body.slice(start, start + 7))).toEqual([1, 2, 3, 4, 5].map((one) => `${one} 0 obj`));
    expect(body.slice(Number(/startxref\n(\d+)/.exec(body)?.[1])).slice(0, 4)).toBe('xref');
  });
});
