import { expect, test } from '@jest/globals';
import { AccessTokens } from '../../src/webhooks/auth/access-tokens.ts';
import { hashPassword } from '../../src/webhooks/auth/passwords.ts';
import { RefreshTokens } from '../../src/webhooks/auth/refresh-tokens.ts';
import { SignInQueue } from '../../src/webhooks/auth/sign-in-queue.ts';
import { TokenService } from '../../src/webhooks/auth/token-service.ts';
import { LowdbStore } from '../../src/webhooks/store/lowdb-store.ts';
import { WebHookService } from '../../src/webhooks/webhook-service.ts';
import { inFolder } from '../files.ts';
import { user } from './records.ts';

const input = { BusinessId: 1, Name: 'Bookings', Action: 6, URL: 'https://crm.example/hooks' } as const;
const password = 'correct horse battery';

test('a clock that jumps does not change records or extend tokens', () =>
  inFolder({}, async (folder) => {
    let time = Date.parse('2025-06-01T12:00:00Z');
    const now = () => new Date(time);
    const jump = (days: number) => {
      time += days * 86_400_000;
    };
    const ann = user('ann@example.com', { admin: true, passwordHash: await hashPassword(password) });
    const storage = await LowdbStore.open(folder);
    await storage.change('users', ann.email, () => ann);
    const accessTokens = new AccessTokens(Buffer.alloc(32, 7), storage, now);
    const refreshTokens = new RefreshTokens(storage, now, () => {});
    const queue = new SignInQueue();
    const tokens = new TokenService({ storage, accessTokens, refreshTokens, queue, delay: undefined });
    const client = { network: '127.0.0.1', isGone: () => false };
    const makeUniqueId = () => '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21';
    const webhooks = new WebHookService({ storage, now, makeUniqueId, isTarget: () => true });

    const issued = await tokens.issue({ grant_type: 'password', username: ann.email, password }, client);
    if (!('token' in issued)) throw new Error('the user is not signed in');
    const { access_token: access, refresh_token: refresh } = issued.token;
    const renew = () => tokens.issue({ grant_type: 'refresh_token', refresh_token: refresh }, client);
    const first = await webhooks.create(input, ann);

    jump(-400);
    expect((await accessTokens.userOf(access))?.email).toBe(ann.email);
    const second = await webhooks.create(input, ann);
    expect([first.Id, second.Id]).toEqual([1, 2]);
    const updated = await webhooks.update(first.Id, { ...input, Name: 'New' }, ann);
    expect(updated).toMatchObject({ CreatedOn: '2025-06-01T12:00:00Z', Name: 'New' });
    await refreshTokens.removeExpired();

    jump(408);
    expect(await accessTokens.userOf(access)).toBeUndefined();
    jump(8);
    expect(await renew()).toMatchObject({ failure: { error: 'invalid_grant' } });
    jump(-16);
    expect((await accessTokens.userOf(access))?.email).toBe(ann.email);
    expect(await renew()).toHaveProperty('token');

    await storage.close();
    const reopened = await LowdbStore.open(folder);
    expect((await reopened.list('webhooks')).entries.map(({ Id, Name }) => [Id, Name])).toEqual([
      [1, 'New'],
      [2, 'Bookings'],
    ]);
    await reopened.close();
  }));
