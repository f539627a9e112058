import { expect, test } from '@jest/globals';
import { OutgoingError, type OutgoingErrorCode, outgoingErrorCodes } from '../../../src/http.ts';
import { describeError } from '../../../src/webhooks/delivery/attempt-error.ts';
import { excerptOf } from '../../../src/webhooks/delivery/response-excerpt.ts';
import { retryAfterOf } from '../../../src/webhooks/delivery/retry-after.ts';
import { planRetry } from '../../../src/webhooks/delivery/retry-schedule.ts';
import { Engine, type Reply } from './engine.ts';

test.each([
  ['the planned wait', 0, undefined, 0, 10_000],
  ['of the next attempt', 1, undefined, 0, 60_000],
  ['with jitter', 0, undefined, 0.5, 11_000],
  ['at most a fifth', 0, undefined, 1, 12_000],
  ['no more attempts', 2, undefined, 0, undefined],
  ['no more attempts, whatever the receiver asks for', 2, 5000, 0, undefined],
  ['less is asked for', 0, 5000, 0, 10_000],
  ['more is asked for', 0, 15_000, 0, 15_000],
  ['more than the jitter', 0, 15_000, 1, 15_000],
  ['twice is asked for', 0, 20_000, 1, 20_000],
  ['more than twice', 0, 20_001, 0, 20_000],
  ['for ever', 0, Number.POSITIVE_INFINITY, 1, 20_000],
])('a wait: %s', (_name, attempts, retryAfterMs, random, wanted) => {
  expect(planRetry([10_000, 60_000], { attempts, retryAfterMs }, random)).toBe(wanted);
});

const now = new Date('2025-06-01T12:00:00Z');

test.each([
  ['0', undefined, 0],
  ['120', undefined, 120_000],
  [' 7 ', undefined, 7000],
  ['99999999999', undefined, 99_999_999_999_000],
  ['Sun, 01 Jun 2025 12:00:30 GMT', undefined, 30_000],
  ['Sunday, 01-Jun-25 12:00:30 GMT', undefined, 30_000],
  ['Sun Jun  1 12:00:30 2025', undefined, 30_000],
  ['Sun, 01 Jun 2025 11:00:00 GMT', undefined, 0],
  ['Sun, 01 Jun 2025 13:00:30 GMT', 'Sun, 01 Jun 2025 13:00:00 GMT', 30_000],
  ['Sun, 01 Jun 2025 12:00:30 GMT', 'yesterday', 30_000],
  ['120', 'Sun, 01 Jun 2025 13:00:00 GMT', 120_000],
  ['-5', undefined, undefined],
  ['1.5', undefined, undefined],
  ['2', undefined, 2000],
  ['2025-06-01T12:00:30Z', undefined, undefined],
  ['Sun, 99 Jun 2025 12:00:30 GMT', undefined, undefined],
  ['soon', undefined, undefined],
  ['', undefined, undefined],
  [undefined, undefined, undefined],
])('Retry-After: %j, with the Date %j', (value, date, wanted) => {
  const headers = { ...(value !== undefined && { 'retry-after': value }), ...(date && { date }) };
  expect(retryAfterOf(headers, now)).toBe(wanted);
});

const { timeout, connection, unresolved, target, url, unsendable } = outgoingErrorCodes;
const address = '10.1.2.3';

test.each<[OutgoingErrorCode, string | undefined, string]>([
  [timeout, undefined, 'no complete response within 15 s'],
  [timeout, 'UND_ERR_CONNECT_TIMEOUT', 'no connection within 5 s'],
  [timeout, 'ETIMEDOUT', 'no connection within 5 s'],
  [connection, 'ECONNREFUSED', 'connection refused'],
  [connection, 'ECONNRESET', 'connection closed before the response was complete'],
  [connection, 'UND_ERR_SOCKET', 'connection closed before the response was complete'],
  [connection, 'HPE_INVALID_CONSTANT', 'malformed HTTP response'],
  [connection, 'CERT_HAS_EXPIRED', 'TLS certificate has expired'],
  [connection, 'ERR_SSL_WRONG_VERSION_NUMBER', 'connection failed (ERR_SSL_WRONG_VERSION_NUMBER)'],
  [connection, undefined, 'connection failed'],
  [unresolved, 'ENOTFOUND', 'the host has no address that may be reached'],
  [unresolved, undefined, 'the host has no address that may be reached'],
  [target, undefined, 'the host has no address that may be reached'],
  [url, undefined, 'the URL has to be http or https, without user name and password'],
  [unsendable, 'UND_ERR_INVALID_ARG', "HTTP can't carry the request"],
])('%s because of %s: %s', (code, causeCode, wanted) => {
  const cause = causeCode === undefined ? undefined : Object.assign(new Error(address), { code: causeCode });
  const error = new OutgoingError(code, `receiver.example, which is ${address}, may not be reached`, { cause });
  expect(describeError(error)).toBe(wanted);
});

test.each<[string, string | Uint8Array, string | undefined]>([
  ['nothing', '', undefined],
  ['a short text', 'ok\n', 'ok\n'],
  ['control characters', 'a\u0000\u001b[31m', 'a\u0000\u001b[31m'],
  ['1 KB', 'x'.repeat(1024), 'x'.repeat(1024)],
  ['more', 'x'.repeat(65_536), 'x'.repeat(1024)],
  ['a character of two bytes at the end', `${'x'.repeat(1023)}éé`, 'x'.repeat(1023)],
  ['one of three', `${'x'.repeat(1022)}€`, 'x'.repeat(1022)],
  ['one of four', `${'x'.repeat(1021)}😀`, 'x'.repeat(1021)],
  ['characters that fit', `${'x'.repeat(1020)}😀é`, `${'x'.repeat(1020)}😀`],
  ['what is no text', new Uint8Array(2000).fill(0x80), '\ufffd'.repeat(341)],
])('of a response: %s', (_name, body, wanted) => {
  const excerpt = excerptOf({ headers: {}, body: Buffer.from(body as string) });
  expect(excerpt).toBe(wanted);
  expect(Buffer.byteLength(excerpt ?? '')).toBeLessThanOrEqual(1024);
});

test('what is cut of a response that is no text has whole characters', () => {
  const body = Buffer.concat([Buffer.of(0x80, 0x80), Buffer.from('😀'.repeat(250)), Buffer.alloc(20, 0xff)]);
  const excerpt = excerptOf({ headers: {}, body });
  expect(excerpt?.startsWith('\ufffd\ufffd😀')).toBe(true);
  expect(excerpt?.isWellFormed()).toBe(true);
});

test.each([
  ['gzip', undefined],
  ['br', undefined],
  ['identity', 'text'],
  [' Identity', 'text'],
])('of a response with the content encoding %s: %p', (encoding, wanted) => {
  expect(excerptOf({ headers: { 'content-encoding': encoding }, body: Buffer.from('text') })).toBe(wanted);
});

test.each<[string, Reply, string, string | undefined]>([
  ['200', { status: 200 }, 'succeeded', undefined],
  ['204', { status: 204 }, 'succeeded', undefined],
  ['299', { status: 299 }, 'succeeded', undefined],
  ['302', { status: 302 }, 'retry', '302 Found: redirects are not followed'],
  ['304', { status: 304 }, 'retry', '304 Not Modified: redirects are not followed'],
  ['400', { status: 400 }, 'retry', '400 Bad Request'],
  ['404', { status: 404 }, 'retry', '404 Not Found'],
  ['410', { status: 410 }, 'failed, gone', '410 Gone'],
  ['429', { status: 429 }, 'retry', '429 Too Many Requests'],
  ['503', { status: 503 }, 'retry', '503 Service Unavailable'],
  ['599', { status: 599 }, 'retry', '599'],
  [
    'a refused target',
    { error: new OutgoingError(target, address) },
    'retry',
    'the host has no address that may be reached',
  ],
  [
    'a bug',
    { error: new Error('a bug at /srv/engine.ts') as OutgoingError },
    'retry',
    'an error of the service that sends',
  ],
])('%s', async (_name, reply, wanted, error) => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ body: 'text', ...reply }));
  engine.queue.add(1);
  await engine.time.advance(0);
  const [{ next, isGone, attempt } = { next: undefined }] = engine.queue.outcomes;
  expect(`${typeof next === 'object' ? 'retry' : next}${isGone ? ', gone' : ''}`).toBe(wanted);
  const response = reply.status === undefined ? {} : { status: reply.status, response: 'text' };
  expect(attempt).toEqual({ on: '2025-06-01T12:00:00.000Z', durationMs: 0, ...response, ...(error && { error }) });
});

test('headers that a receiver sends twice are lists, and do no harm', async () => {
  const engine = new Engine();
  const date = ['Sun, 01 Jun 2025 12:00:00 GMT', 'Sun, 01 Jun 2025 13:00:00 GMT'];
  const headers = { 'content-encoding': ['gzip', 'br'], 'retry-after': ['7', '9'], date } as never;
  engine.replies.set(1, () => ({ status: 503, body: 'text', headers }));
  engine.queue.add(1);
  await engine.time.advance(0);
  expect(engine.queue.outcomes).toMatchObject([{ next: { retryInMs: 7000 }, attempt: { status: 503 } }]);
  expect(engine.queue.outcomes[0]?.attempt).not.toHaveProperty('response');
  expect(engine.log).toEqual([]);
});

test('the receiver says when it wants to be tried again', async () => {
  const engine = new Engine({ retrySchedule: [5000] });
  engine.replies.set(1, () => ({ status: 429, headers: { 'retry-after': '8' } }));
  engine.queue.add(1);
  await engine.time.advance(20_000);
  expect(engine.received.map(({ atMs }) => atMs)).toEqual([0, 8000]);
});
