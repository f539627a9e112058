import { expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { AccessTokens } from '../../src/webhooks/auth/access-tokens.ts';
import type { Storage } from '../../src/webhooks/storage.ts';
import { user } from './records.ts';

const ann = user('ann@example.com');
const key = Buffer.alloc(32, 7);
const now = () => new Date('2025-06-01T12:00:00Z');
const storage = { get: async () => ann } as unknown as Storage;
const tokens = new AccessTokens(key, storage, now);
const good = await tokens.issue(ann);
const [header = '', payload = '', signature = ''] = good.split('.');

function sign(algorithm: string, by: Uint8Array, typ = 'at+jwt', issuer = 'concordat-webhooks') {
  const token = new SignJWT({ email: ann.email }).setProtectedHeader({ alg: algorithm, typ }).setSubject(ann.id);
  return token
    .setIssuer(issuer)
    .setExpirationTime(now().getTime() / 1000 + 60)
    .sign(by);
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
  ['unsigned', new UnsecuredJWT({ email: ann.email }).setSubject(ann.id).setIssuer('concordat-webhooks').encode()],
  ['signed by another key', await sign('HS256', Buffer.alloc(32, 8))],
  ['signed by another algorithm', await sign('HS384', Buffer.alloc(48, 7))],
  ['of another kind', await sign('HS256', key, 'jwt')],
  ['of another issuer', await sign('HS256', key, 'at+jwt', 'somebody')],
  ['very long', `${good}${'x'.repeat(100_000)}`],
])('a token that is %s has no user', (_name, token) => expect(tokens.userOf(token)).resolves.toBeUndefined());

test('other failures are errors', async () => {
  const broken = new AccessTokens(undefined as never, storage, now);
  await expect(broken.userOf(good)).rejects.toThrow(TypeError);
});
