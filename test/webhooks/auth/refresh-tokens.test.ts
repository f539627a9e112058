import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { AccessTokens } from '../../../src/webhooks/auth/access-tokens.ts';
import { hashPassword } from '../../../src/webhooks/auth/passwords.ts';
import { RefreshTokens } from '../../../src/webhooks/auth/refresh-tokens.ts';
import { SignInQueue } from '../../../src/webhooks/auth/sign-in-queue.ts';
import { TokenService } from '../../../src/webhooks/auth/token-service.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { UserService } from '../../../src/webhooks/user-service.ts';
import { inFolder } from '../../files.ts';
import { user } from '../records.ts';

const password = 'correct horse';
const client = { network: '127.0.0.1', isGone: () => false };
const weak = (text: string) => hashPassword(text, { N: 2, r: 1, p: 1 });
const ann = user('ann@example.com', { passwordHash: await weak(password) });
const old = 'a'.repeat(43);
const oldEntry = {
  hash: createHash('sha256').update(old).digest('base64url'),
  userId: ann.id,
  email: ann.email,
  passwordVersion: 0,
  expiresOn: '2025-06-10T12:00:00Z',
};

interface Issued {
  readonly access: string;
  readonly refresh: string;
}

/** What the steps of a case do; `valid` is a string such as `refresh yes, access no`. */
interface Session {
  signIn(): Promise<Issued>;
  refresh(token: string): Promise<Issued | undefined>;
  restart(): Promise<void>;
  pass(days: number): void;
  users(): UserService;
  hasAccess(token: string): Promise<boolean>;
  removeExpired(): Promise<void>;
  readonly reused: string[];
}

function withSession(run: (session: Session) => Promise<void>): Promise<void> {
  return inFolder({}, async (folder) => {
    let time = Date.parse('2025-06-01T12:00:00Z');
    const now = () => new Date(time);
    const reused: string[] = [];
    const open = async () => {
      const storage = await LowdbStore.open(folder);
      const accessTokens = new AccessTokens(Buffer.alloc(32, 7), storage, now);
      const refreshTokens = new RefreshTokens(storage, now, ({ email }) => reused.push(email));
      const queue = new SignInQueue();
      const tokens = new TokenService({ storage, accessTokens, refreshTokens, queue, delay: undefined });
      return { storage, accessTokens, refreshTokens, tokens };
    };
    let service = await open();
    await service.storage.change('users', ann.email, () => ann);
    await service.storage.change('tokens', oldEntry.hash, () => oldEntry);
    const issue = async (form: Parameters<TokenService['issue']>[0]) => {
      const result = await service.tokens.issue(form, client);
      return 'token' in result ? { access: result.token.access_token, refresh: result.token.refresh_token } : undefined;
    };
    try {
      await run({
        signIn: async () => (await issue({ grant_type: 'password', username: ann.email, password })) as Issued,
        refresh: (refresh_token) => issue({ grant_type: 'refresh_token', refresh_token }),
        restart: async () => {
          await service.storage.close();
          service = await open();
        },
        pass: (days) => {
          time += days * 86_400_000;
        },
        users: () => new UserService({ storage: service.storage, hashPassword: weak, makeId: () => 'x', now }),
        hasAccess: async (token) => (await service.accessTokens.userOf(token)) !== undefined,
        removeExpired: () => service.refreshTokens.removeExpired(),
        reused,
      });
    } finally {
      await service.storage.close();
    }
  });
}

const { email } = ann;
const nothing = async () => {};

test.each<[string, (session: Session, used: string, newest: string) => Promise<unknown>, boolean]>([
  ['nothing', nothing, true],
  ['a used token', ({ refresh }, used) => refresh(used), false],
  ['a used token, and a restart', ({ refresh, restart }, used) => refresh(used).then(restart), false],
  ['a restart, and a used token', ({ refresh, restart }, used) => restart().then(() => refresh(used)), false],
  ['a token of no family', ({ refresh }) => refresh('x'), true],
  ['a token of another family', ({ refresh }) => refresh(`x.${'y'.repeat(43)}`), true],
  ['the family alone, without a secret', ({ refresh }, used) => refresh(used.split('.')[0] as string), false],
  [
    'a used token of another sign-in',
    async ({ signIn, refresh }) => {
      const { refresh: other } = await signIn();
      for (let count = 0; count < 2; count++) await refresh(other);
    },
    true,
  ],
  [
    'a used token, and another password',
    async ({ refresh, users }, used) => {
      await refresh(used);
      await users().changePassword(email, 'another password');
    },
    false,
  ],
  [
    'a used token, twice, and its expiry',
    async ({ refresh, removeExpired, pass }, used) => {
      await refresh(used);
      await refresh(used);
      pass(6);
      await removeExpired();
    },
    false,
  ],
])('after %s, the tokens that were got by refreshing are valid: %#', (_name, step, wanted) =>
  withSession(async (session) => {
    const first = await session.signIn();
    const second = (await session.refresh(first.refresh)) as Issued;
    const third = (await session.refresh(second.refresh)) as Issued;
    await step(session, first.refresh, third.refresh);
    expect([await session.hasAccess(second.access), await session.hasAccess(third.access)]).toEqual([wanted, wanted]);
    expect((await session.refresh(third.refresh)) !== undefined).toBe(wanted);
    // It was got with the password, so that it isn't a thief's.
    expect(await session.hasAccess(first.access)).toBe(true);
  }),
);

test('another password makes refresh tokens void, and leaves access tokens', () =>
  withSession(async ({ signIn, refresh, hasAccess, users }) => {
    const first = await signIn();
    const second = (await refresh(first.refresh)) as Issued;
    await users().changePassword(email, 'another password');
    expect([await hasAccess(first.access), await hasAccess(second.access)]).toEqual([true, true]);
    expect(await refresh(second.refresh)).toBeUndefined();
  }));

test('a family is reported as void once, also by requests at the same time', () =>
  withSession(async ({ signIn, refresh, reused }) => {
    const first = await signIn();
    await refresh(first.refresh);
    await Promise.all([1, 2, 3].map(() => refresh(first.refresh)));
    await refresh(first.refresh);
    expect(reused).toEqual([email]);
  }));

test('of requests at the same time one gets tokens, which are valid', () =>
  withSession(async ({ signIn, refresh, hasAccess, reused }) => {
    const first = await signIn();
    const all = await Promise.all([1, 2, 3].map(() => refresh(first.refresh)));
    const [second, ...others] = all.filter((issued) => issued !== undefined);
    expect(others).toEqual([]);
    expect(await hasAccess(second?.access as string)).toBe(true);
    expect(await refresh(second?.refresh as string)).toBeDefined();
    expect(reused).toEqual([]);
  }));

test('a token of an earlier version is used once, as the others', () =>
  withSession(async ({ refresh, reused }) => {
    const second = (await refresh(old)) as Issued;
    const third = (await refresh(second.refresh)) as Issued;
    expect(await refresh(old)).toBeUndefined();
    expect(await refresh(third.refresh)).toBeUndefined();
    expect(reused).toEqual([email]);
  }));
