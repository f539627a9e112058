import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import type { Exchange } from '../../../src/toolkit/mock/exchange-log.ts';
import { RequestLog } from '../../../src/toolkit/mock/request-log.ts';

const request = { time: '', method: 'GET', url: '/', operationId: 'x', status: 200, ms: 1, errors: [] as string[] };

test.each<[string, object, object]>([
  ['a URL', { url: `/${'x'.repeat(1999)}` }, { url: `/${'x'.repeat(1999)}` }],
  ['a long URL', { url: `/${'x'.repeat(2000)}` }, { url: `/${'x'.repeat(1998)}…` }],
  ['a long operationId', { operationId: 'x'.repeat(201) }, { operationId: `${'x'.repeat(199)}…` }],
  ['a long error', { errors: ['a', 'e'.repeat(1e6)] }, { errors: ['a', `${'e'.repeat(199)}…`] }],
  ['20 errors', { errors: Array(20).fill('a') }, { errors: Array(20).fill('a') }],
  ['500 errors', { errors: Array(500).fill('a') }, { errors: [...Array(19).fill('a'), 'and 481 more'] }],
])('%s is logged as far as it is shown', (_what, given, logged) => {
  const log = new RequestLog();
  log.add({ ...request, ...given });
  expect(log.entries).toEqual([{ number: 1, ...request, ...logged }]);
});

test('the last 1,000 requests are kept', () => {
  const log = new RequestLog();
  for (let count = 0; count < 1500; count++) log.add(request);
  expect([log.entries.length, log.entries[0]?.number, log.from(0)?.number]).toEqual([1000, 501, 501]);
  expect([log.from(700)?.number, log.from(1500)?.number, log.from(1501)]).toEqual([700, 1500, undefined]);
  log.clear(undefined);
  log.add(request);
  expect(log.entries.map(({ number }) => number)).toEqual([1501]);
});

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

test('the log takes less than 16 MiB, and keeps no texts that its own are parts of', () => {
  const log = new RequestLog();
  const requestBody = Buffer.alloc(100_000);
  collect();
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  for (let count = 0; count < 1500; count++) {
    const body = String.fromCharCode(0x4e00 + count).repeat(100_000);
    const errors = Array.from({ length: 30 }, (_, index) => `body/${body.slice(index, index + 190)}`);
    const path = [body.slice(0, 900)];
    const exchange: Exchange = {
      requestHeaders: count % 2 ? Array.from({ length: 20 }, () => Buffer.alloc(100, 'a').toString()) : [],
      requestBody,
      responseHeaders: { a: Buffer.alloc(10_000, 'a').toString() },
      responseBody: count % 2 ? body : Buffer.from(body.slice(0, 16_000), 'utf16le').toString('utf16le'),
      errors: Array.from({ length: 30 }, () => ({ in: 'body', path, keyword: 'a', value: body })),
      origin: 'state',
    };
    log.add({ ...request, url: body, operationId: body, errors }, exchange);
  }
  // What is outside of the heap is let go after the first.
  collect();
  collect();
  expect((used() - before) / 1024 / 1024).toBeLessThan(16);
  expect(log.entries).toHaveLength(1000);
});
