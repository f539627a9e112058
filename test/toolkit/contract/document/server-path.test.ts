import { expect, test } from '@jest/globals';
import type { OpenApiDocument, ServerObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { listOperations } from '../../../../src/toolkit/contract/document/operations.ts';
import {
  basePathsOf,
  movePath,
  ownServerPath,
  serverUrlOf,
} from '../../../../src/toolkit/contract/document/server-path.ts';

const at = (...urls: string[]): ServerObject[] => urls.map((url) => ({ url }));
const api = 'https://api.example.com';

test.each<[name: string, document: ServerObject[] | undefined, path: unknown, operation: unknown, wanted: string[]]>([
  ['none', undefined, undefined, undefined, ['']],
  ["the document's", at(`${api}/v1/`), undefined, undefined, ['/v1']],
  ["the path's", at(`${api}/v1`), at('/v2'), undefined, ['/v2']],
  ["the operation's", at(`${api}/v1`), at('/v2'), at('/v3'), ['/v3']],
  ['several', at(`${api}/v1`), at(`${api}/v2`, 'http://localhost:3000/v2', '/v3'), undefined, ['/v2', '/v3']],
  ['an empty list', at('/v1'), [], [], ['/v1']],
  ['what is no list', at('/v1'), 'x', [{}], ['/v1']],
  ['variables', at('/v1'), [{ url: '/{at}/x', variables: { at: { default: 'eu' } } }], undefined, ['/eu/x']],
])('servers: %s', (_name, servers, ofPath, ofOperation, wanted) => {
  const document = {
    openapi: '3.1.0',
    ...(servers && { servers }),
    paths: { '/a': { servers: ofPath, get: { servers: ofOperation } } },
  } as unknown as OpenApiDocument;
  const [operation] = listOperations(document, 'paths', new Set());
  expect(operation && basePathsOf(document, operation)).toEqual(wanted);
});

test.each<[document: ServerObject[], own: ServerObject[], url: string, wanted: string | undefined]>([
  [at(`${api}/v1`), at('/v2'), 'http://127.0.0.1:1', '/v2'],
  [at(`${api}/v1`), at(`${api}/v2`), 'http://127.0.0.1:1', '/v2'],
  [at(`${api}/v1`, 'http://localhost:3000/v1'), at('https://x.example', 'http://127.0.0.1:3000/v2'), '', '/v2'],
  [at('/'), at('https://upload.example.com/v9'), 'http://127.0.0.1:1', undefined],
  [at('/'), at('https://upload.example.com/v9'), 'https://upload.example.com', '/v9'],
  [at('/'), at('http://localhost:3000/v9'), 'http://127.0.0.1:3000/api', '/v9'],
  [at(`${api}/v1`), at('https://upload.example.com/v9'), '', undefined],
])('of %j and %j the tests of %s use %s', (servers, own, url, wanted) => {
  expect(ownServerPath({ openapi: '3.1.0', servers }, own, url)).toBe(wanted);
});

test.each<[servers: ServerObject[], wanted: string]>([
  [at(`${api}/v1/`), `${api}/v1`],
  [[{ url: 'https://{at}.example.com/x', variables: { at: { default: 'eu' } } }], 'https://eu.example.com/x'],
  [at('/v1'), 'http://127.0.0.1:4010/v1'],
  [[], 'http://127.0.0.1:4010'],
])('the URL of %j is %s', (servers, wanted) => {
  expect(serverUrlOf({ openapi: '3.1.0', servers }, 'http://127.0.0.1:4010')).toBe(wanted);
});

test.each([
  ['/v2', '/v1', '/v1', '/v2'],
  ['/v2', '/v1', '/proxy/v1', '/proxy/v2'],
  ['/v2', '/v1', '', '/v2'],
  ['/v2', '', '/api', '/api/v2'],
  ['/v1/admin', '/v1', '/api', '/api/admin'],
  ['', '/v1', '/v1', ''],
])('%j beside %j, which is at %j, is at %j', (path, serverPath, basePath, wanted) => {
  expect(movePath(path, serverPath, basePath)).toBe(wanted);
});
