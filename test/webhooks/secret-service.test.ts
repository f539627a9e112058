import { expect, test } from '@jest/globals';
import { SecretService } from '../../src/webhooks/secret-service.ts';
import type { SealedSecrets } from '../../src/webhooks/secrets/sealed-secrets.ts';
import { inFolder } from '../files.ts';
import { user } from './records.ts';
import { type OpenedStore, withSecrets } from './secrets/sealed-store.ts';

const day = 86_400_000;
const ann = user('ann@example.com', { locations: [7] });
const admin = user('admin@example.com', { admin: true });

interface Given extends OpenedStore {
  readonly service: SecretService;
  readonly clock: { ms: number };
}

function withService(run: (given: Given) => Promise<void>): Promise<void> {
  return inFolder({}, (folder) =>
    withSecrets(folder, (opened) => {
      const clock = { ms: Date.parse('2025-01-15T10:30:00.000Z') };
      return run({
        ...opened,
        clock,
        service: new SecretService({ secrets: opened.sealed, now: () => new Date(clock.ms) }),
      });
    }),
  );
}

test('a secret is made, shown once, replaced and deleted', () =>
  withService(async ({ service }) => {
    expect(await service.get(7, ann)).toBeUndefined();
    const since = '2025-01-15T10:30:00.000Z';
    const made = await service.set(7, undefined, ann);
    expect(made).toEqual({ secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/), since });
    expect(await service.get(7, ann)).toEqual({ since });
    expect((await service.set(7, undefined, ann)).secret).not.toBe(made.secret);
    expect(await service.set(7, 'a text of 24 characters!', ann)).toEqual({
      secret: 'a text of 24 characters!',
      since,
    });
    expect(await service.delete(7, ann)).toBe(true);
    expect(await service.delete(7, ann)).toBe(false);
    expect(await service.get(7, ann)).toBeUndefined();
    expect(await service.secretsOf(7)).toEqual([]);
  }));

test('a location outside of the scope is denied, whether it has a secret or not', () =>
  withService(async ({ service }) => {
    await service.set(8, undefined, admin);
    for (const location of [8, 9]) {
      const denied = { code: 'SECRET_DENIED', message: `location ${location} is not one of ann@example.com's` };
      await expect(service.get(location, ann)).rejects.toMatchObject(denied);
      await expect(service.set(location, undefined, ann)).rejects.toMatchObject(denied);
      await expect(service.delete(location, ann)).rejects.toMatchObject(denied);
    }
    expect(await service.secretsOf(8)).toHaveLength(1);
  }));

test('the one before signs for 24 hours, the newest comes first, and the cache follows', () =>
  withService(async ({ service, clock }) => {
    expect(await service.secretsOf(7)).toEqual([]);
    await service.set(7, 'one', ann);
    expect(await service.secretsOf(7)).toEqual(['one']);
    clock.ms += day;
    await service.set(7, 'two', ann);
    expect(await service.secretsOf(7)).toEqual(['two', 'one']);
    clock.ms += day / 2;
    await service.set(7, 'three', ann);
    expect(await service.secretsOf(7)).toEqual(['three', 'two', 'one']);
    clock.ms += day / 2 - 1;
    expect(await service.secretsOf(7)).toEqual(['three', 'two', 'one']);
    clock.ms += 1;
    expect(await service.secretsOf(7)).toEqual(['three', 'two']);
    clock.ms += day / 2;
    expect(await service.secretsOf(7)).toEqual(['three']);
    await service.delete(7, ann);
    expect(await service.secretsOf(7)).toEqual([]);
  }));

test('the same secret again changes nothing, and one that comes back signs once', () =>
  withService(async ({ service, clock, store }) => {
    await service.set(7, 'one', ann);
    const stored = await store.get('secrets', 7);
    clock.ms += 1000;
    expect(await service.set(7, 'one', ann)).toEqual({ secret: 'one', since: stored?.since });
    expect(await store.get('secrets', 7)).toBe(stored);
    await service.set(7, 'two', ann);
    await service.set(7, 'one', ann);
    expect(await service.secretsOf(7)).toEqual(['one', 'two']);
  }));

test('of many changes within a day, the last five sign', () =>
  withService(async ({ service }) => {
    for (const secret of ['1', '2', '3', '4', '5', '6', '7']) await service.set(7, secret, ann);
    expect(await service.secretsOf(7)).toEqual(['7', '6', '5', '4', '3']);
  }));

test('secrets are decrypted once, and a read during a change is not cached', () =>
  withService(async ({ sealed, clock }) => {
    let reads = 0;
    const slow = Promise.withResolvers<void>();
    const secrets = {
      find: async (location: number) => {
        const found = await sealed.find(location);
        if (++reads === 2) await slow.promise;
        return found;
      },
      replace: (...given: Parameters<SealedSecrets['replace']>) => sealed.replace(...given),
    } as SealedSecrets;
    const service = new SecretService({ secrets, now: () => new Date(clock.ms) });
    await service.set(7, 'one', ann);
    await service.secretsOf(7);
    await service.secretsOf(7);
    expect(reads).toBe(1);
    await service.set(8, 'old', admin);
    const read = service.secretsOf(8);
    await service.set(8, 'new', admin);
    slow.resolve();
    await read;
    expect(await service.secretsOf(8)).toEqual(['new', 'old']);
  }));

test('a rekey changes no secret', () =>
  withService(async ({ service, sealed }) => {
    await service.set(7, 'one', ann);
    await service.set(7, 'two', ann);
    await sealed.rekey();
    const fresh = new SecretService({ secrets: sealed, now: () => new Date('2025-01-15T10:30:00.000Z') });
    expect(await fresh.secretsOf(7)).toEqual(['two', 'one']);
  }));

test('deliveries at the same time read a secret once, and one that changes meanwhile is read again', () =>
  withService(async ({ sealed }) => {
    const reads: number[] = [];
    const find = (businessId: number) => {
      reads.push(businessId);
      return sealed.find(businessId);
    };
    const secrets = { find, replace: sealed.replace.bind(sealed) } as unknown as SealedSecrets;
    const service = new SecretService({ secrets, now: () => new Date(0) });
    expect(await Promise.all([7, 7, 8].map((id) => service.secretsOf(id)))).toEqual([[], [], []]);
    expect(reads).toEqual([7, 8]);
    await service.set(7, 'one', ann);
    const before = service.secretsOf(7);
    await service.set(7, 'two', ann);
    expect(await service.secretsOf(7)).toContain('two');
    await before;
    expect(await service.secretsOf(7)).toContain('two');
    expect(reads).toEqual([7, 8, 7, 7]);
  }));
