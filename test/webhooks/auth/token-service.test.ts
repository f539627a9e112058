import { expect, test } from '@jest/globals';
import { AccessTokens } from '../../../src/webhooks/auth/access-tokens.ts';
import { hashPassword } from '../../../src/webhooks/auth/passwords.ts';
import { RefreshTokens } from '../../../src/webhooks/auth/refresh-tokens.ts';
import { SignInDelay } from '../../../src/webhooks/auth/sign-in-delay.ts';
import { SignInQueue } from '../../../src/webhooks/auth/sign-in-queue.ts';
import { TokenService } from '../../../src/webhooks/auth/token-service.ts';
import type { Storage } from '../../../src/webhooks/storage.ts';
import { user } from '../records.ts';

const ann = user('ann@example.com', { passwordHash: await hashPassword('right', { N: 2, r: 1, p: 1 }) });

/** Sign-ins as `right@home`, or `right@home!` by a client that is gone; all at once. A judged one reads the user. */
async function signIn(attempts: readonly string[], maxWaiting: number) {
  let reads = 0;
  const storage = {
    get: async (collection: string) => {
      if (collection === 'users') reads++;
      return ann;
    },
    change: async (_collection: string, _key: string, change: (current: undefined) => unknown) => change(undefined),
  } as unknown as Storage;
  const now = () => new Date('2025-06-01T12:00:00Z');
  const service = new TokenService({
    storage,
    accessTokens: new AccessTokens(Buffer.alloc(32, 7), storage, now),
    refreshTokens: new RefreshTokens(storage, now, () => {}),
    queue: new SignInQueue({ concurrency: 1, maxWaiting }),
    delay: new SignInDelay(() => 0),
  });
  const results = await Promise.all(
    attempts.map((attempt) => {
      const [, password = '', network = '', gone] = /^(\w+)@(\w+)(!?)$/.exec(attempt) ?? [];
      const form = { grant_type: 'password', username: 'Ann@example.com', password } as const;
      return service.issue(form, { network, isGone: () => gone === '!' });
    }),
  );
  const told = results.map((result) =>
    'wait' in result ? `wait ${result.wait}` : 'token' in result ? 'token' : result.failure.error,
  );
  return { told: told.join(', '), reads };
}

test.each<[string, string[], number, string, number]>([
  ['right', ['right@home'], 9, 'token', 2],
  ['wrong', ['wrong@home'], 9, 'invalid_grant', 1],
  ['gone before its turn', ['right@home', 'right@home!'], 9, 'token, wait 2', 2],
  ['gone at once', ['wrong@home!'], 9, 'wait 2', 0],
  ['more than may wait', ['right@home', 'right@home', 'right@home'], 1, 'token, token, wait 2', 4],
  ['more wrong ones than are free', Array(6).fill('wrong@home'), 9, `${'invalid_grant, '.repeat(4)}wait 2, wait 2`, 4],
  ['wrong ones elsewhere', [...Array(4).fill('wrong@cafe'), 'right@home'], 9, `${'invalid_grant, '.repeat(4)}token`, 6],
])('sign-ins at once: %s', async (_name, attempts, maxWaiting, told, reads) => {
  expect(await signIn(attempts, maxWaiting)).toEqual({ told, reads });
});
