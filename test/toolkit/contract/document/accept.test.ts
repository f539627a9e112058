import { expect, test } from '@jest/globals';
import { acceptableTypes } from '../../../../src/toolkit/contract/document/accept.ts';

const json = 'application/json';
const plain = 'text/plain';
const html = 'text/html';

test.each<[accept: string | undefined, declared: string[], mediaTypes: string[]]>([
  [undefined, [plain, json], [json, plain]],
  [' ', [plain, json], [json, plain]],
  ['text/plain;q=0.5, text/html', [plain, html], [html, plain]],
  ['text/plain, text/html', [html, plain], [plain, html]],
  // The most specific range says the quality of a media type, wherever it stands.
  ['text/plain;q=0.1, */*;q=0.9', [plain, html], [html, plain]],
  ['*/*, text/plain;q=0', [plain, html], [html]],
  ['text/*;q=0, text/plain', [plain, html], [plain]],
  ['*/*, text/plain', [json, plain], [plain, json]],
  ['text/*, text/html', [plain, html], [html, plain]],
  // What is sent is UTF-8, and other parameters tell media types apart only where the contract has them.
  ['text/plain; charset=utf-8', ['text/plain; charset=us-ascii'], ['text/plain; charset=us-ascii']],
  ['application/json; version=2', [json], [json]],
  [
    'application/json; version="2"',
    ['application/json; version=1', 'application/json;VERSION=2'],
    ['application/json;VERSION=2'],
  ],
  ['text/plain; a="x, text/html;q=1"', [plain, html], [plain]],
  ['image/png, text/*;q=0.5', ['*/*'], ['image/png', 'text/*']],
  ['*/*', ['image/*'], ['image/*']],
  ['text/plain;q=high, text/html;q=0.9', [html, plain], [plain, html]],
  ['json, */*/*, text/plain', [json, plain], [plain]],
  ['application/xml', [json], []],
])('of %j, %j', (accept, declared, mediaTypes) => {
  expect(acceptableTypes(accept, declared).map(({ mediaType }) => mediaType)).toEqual(mediaTypes);
});
