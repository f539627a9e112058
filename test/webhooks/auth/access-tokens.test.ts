import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { AccessTokens } from '../../../src/webhooks/auth/access-tokens.ts';
import type { Storage } from '../../../src/webhooks/storage.ts';
import { user } from '../records.ts';

const ann = user('ann@example.com');
const key = Buffer.alloc(32, 7);
const now = () => new Date('2025-06-01T12:00:00Z');
const seconds = now().getTime() / 1000;
const storage = { get: async () => ann } as unknown as Storage;
const tokens = new AccessTokens(key, storage, now);
const good = await tokens.issue(ann);
const [header = '', payload = '', signature = ''] = good.split('.');
const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());

/** What we issue, but for these claims, these members of the header, and this key; undefined leaves one out. */
function sign(more: object = {}, head: object = {}, by: Uint8Array = key): Promise<string> {
  const withoutUndefined = JSON.parse(JSON.stringify({ ...claims, ...more }));
  return new SignJWT(withoutUndefined).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...head }).sign(by);
}

/** A token with any header, signed as HS256 whatever the header says. */
function signRaw(head: object): string {
  const text = `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${payload}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

test('a token names its user', () => expect(tokens.userOf(good)).resolves.toBe(ann));

test.each([
  ['empty', ''],
  ['no token', 'x'],
  ['no JSON', 'x.y.z'],
  ['half of one', `${header}.${payload}`],
  ['four parts', `${good}.x`],
  ['not base64url', `${header}.${payload}.%%%`],
  ['another payload', `${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`],
  ['no text', `${header}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`],
  ['a header that is a list', `${Buffer.from('[]').toString('base64url')}.${payload}.${signature}`],
  ['unsigned', new UnsecuredJWT(claims).encode()],
  ['unsigned, as None', signRaw({ alg: 'None', typ: 'at+jwt' })],
  ['without an algorithm', signRaw({ typ: 'at+jwt' })],
  ['said to be signed by another algorithm', signRaw({ alg: 'RS256', typ: 'at+jwt' })],
  ['critical in what nobody knows', signRaw({ alg: 'HS256', typ: 'at+jwt', crit: ['x'], x: 1 })],
  ['with a payload that is not encoded', signRaw({ alg: 'HS256', typ: 'at+jwt', crit: ['b64'], b64: false })],
  ['signed by another key', await sign({}, {}, Buffer.alloc(32, 8))],
  ['signed by a key that it brings', await sign({}, { jwk: { kty: 'oct', k: 'CAgI' } }, Buffer.alloc(32, 8))],
  ['signed by another algorithm', await sign({}, { alg: 'HS384' }, Buffer.alloc(48, 7))],
  ['of another kind', await sign({}, { typ: 'jwt' })],
  ['of no kind', await sign({}, { typ: undefined })],
  ['of another issuer', await sign({ iss: 'somebody' })],
  ['of no issuer', await sign({ iss: undefined })],
  ['for another audience', await sign({ aud: 'another-api' })],
  ['for no audience, as before', await sign({ aud: undefined })],
  ['for an audience of a longer name', await sign({ aud: `${claims.aud}-2` })],
  ['expired', await sign({ exp: seconds })],
  ['without an end', await sign({ exp: undefined })],
  ['with an end that is no number', await sign({ exp: '9999999999' })],
  ['not valid yet', await sign({ nbf: seconds + 60 })],
  ['without a user', await sign({ sub: undefined })],
  ['of another user of the same address', await sign({ sub: 'id of another' })],
  ['validly signed, but very long', await sign({ x: 'x'.repeat(3000) })],
  ['very long', `${good}${'x'.repeat(100_000)}`],
])('a token that is %s has no user', (_name, token) => expect(tokens.userOf(token)).resolves.toBeUndefined());

test('what is issued holds issuer, audience, user and lifetime', () => {
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'at+jwt' });
  expect(claims).toEqual({
    iss: 'concordat-webhooks',
    aud: 'concordat-webhooks-api',
    sub: ann.id,
    email: ann.email,
    jti: expect.any(String),
    iat: seconds,
    exp: seconds + 604_800,
  });
});

test('a token of the longest address is valid', async () => {
  const long = user(`${'é'.repeat(127)}@example.com`, { id: crypto.randomUUID() });
  const other = new AccessTokens(key, { get: async () => long } as unknown as Storage, now);
  await expect(other.userOf(await other.issue(long, 'x'.repeat(43)))).resolves.toBe(long);
});

test('other failures are errors', async () => {
  const broken = new AccessTokens(undefined as never, storage, now);
  await expect(broken.userOf(good)).rejects.toThrow(TypeError);
});
