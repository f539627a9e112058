import { expect, test } from '@jest/globals';
import { listOperations } from '../../../../src/toolkit/contract/document/operations.ts';
import { Router } from '../../../../src/toolkit/contract/request/router.ts';

const paths = [
  '/{any}/{thing}',
  '/pets/{id}',
  '/pets/mine',
  '/pets/{id}.json',
  '/v1/{name}:cancel',
  '/a/{x}-{y}',
  '/r/{x}-{y}-{z}.zip',
  '/größe',
  '/',
];
const document = { openapi: '3.1.0', paths: Object.fromEntries(paths.map((path) => [path, { get: {} }])) };
const router = new Router(listOperations(document, 'paths', new Set()));

test.each<[path: string, template: string | null, variables: Record<string, string> | null]>([
  ['/pets/mine', '/pets/mine', {}],
  ['/pets/7', '/pets/{id}', { id: '7' }],
  ['/pets/7.json', '/pets/{id}.json', { id: '7' }],
  ['/pets/7%2F8', '/pets/{id}', { id: '7%2F8' }],
  ['/cats/7', '/{any}/{thing}', { any: 'cats', thing: '7' }],
  ['/v1/job:cancel', '/v1/{name}:cancel', { name: 'job' }],
  ['/a/1-2', '/a/{x}-{y}', { x: '1', y: '2' }],
  ['/r/1-2-3-4.zip', '/r/{x}-{y}-{z}.zip', { x: '1', y: '2', z: '3-4' }],
  ['/r/---.zip', '/{any}/{thing}', { any: 'r', thing: '---.zip' }],
  ['/r/------.zip', '/r/{x}-{y}-{z}.zip', { x: '-', y: '-', z: '--' }],
  [`/r/${'-'.repeat(20_000)}`, '/{any}/{thing}', { any: 'r', thing: '-'.repeat(20_000) }],
  ['/gr%C3%B6%C3%9Fe', '/größe', {}],
  ['/', '/', {}],
  ['/pets', null, null],
  ['/pets/', null, null],
  ['/pets/7/', null, null],
  ['/pets/7/8', null, null],
])('%.40s', (path, template, variables) => {
  const match = router.find(path);
  const operation = match?.operationFor('GET');
  expect([operation?.path ?? null, operation ? match?.variablesOf(operation) : null]).toEqual([template, variables]);
});
