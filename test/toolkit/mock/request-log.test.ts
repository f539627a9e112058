import { expect, test } from '@jest/globals';
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

test('the last 1,000 requests are kept, and 16 MiB of them', () => {
  const log = new RequestLog();
  for (let count = 0; count < 1500; count++) log.add(request);
  expect([log.entries.length, log.entries[0]?.number, log.from(0)?.number]).toEqual([1000, 501, 501]);
  expect([log.from(700)?.number, log.from(1500)?.number, log.from(1501)]).toEqual([700, 1500, undefined]);
  const large = {
    ...request,
    url: 'é'.repeat(1e4),
    operationId: 'é'.repeat(1e4),
    errors: Array(30).fill('ü'.repeat(1e3)),
  };
  for (let count = 0; count < 1500; count++) log.add(large);
  const { length } = log.entries;
  expect(2 * JSON.stringify(log.entries).length).toBeLessThan(16 * 1024 * 1024);
  expect([length > 900, log.entries.at(-1)?.number]).toEqual([true, 3000]);
  log.clear();
  log.add(request);
  expect(log.entries.map(({ number }) => number)).toEqual([3001]);
});
