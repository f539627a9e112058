/** The key is replaced, whatever happens on the way, and a wrong one is noticed before anything is changed. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { KeyRing } from '../../../src/webhooks/secrets/key-ring.ts';
import { SealedSecrets } from '../../../src/webhooks/secrets/sealed-secrets.ts';
import { SecretsKey } from '../../../src/webhooks/secrets/secrets-key.ts';
import type { Storage } from '../../../src/webhooks/storage.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { inFolder } from '../../files.ts';
import { copyFiles } from '../store/killed-store.ts';
import { addSecrets, readSecrets, withSecrets } from './sealed-store.ts';

const count = 3;
const keysIn = async (folder: string) => (await readFile(join(folder, 'secrets-key'), 'utf8')).trim().split('\n');

/** All files of a folder, but for the lock. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name !== 'lock').sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

/** A storage that changes one entry after the other, and calls back around each change. */
function watched(store: LowdbStore, onStep: () => Promise<void>): Storage {
  let last: Promise<unknown> = Promise.resolve();
  return {
    get: (...given) => store.get(...given),
    list: (...given) => store.list(...given),
    create: (make) => store.create(make),
    close: () => store.close(),
    change: (...given) => {
      const step = async () => {
        await onStep();
        const before = await store.change(...given);
        await onStep();
        return before;
      };
      last = last.then(step);
      return last;
    },
  } as Storage;
}

test('a crash at any point of a rekey loses no secret, and the next start ends it', () =>
  inFolder({}, async (root) => {
    const folder = join(root, 'data');
    await mkdir(folder);
    const shots: string[] = [];
    const shoot = async () => {
      const shot = join(root, `shot-${shots.length}`);
      await copyFiles(folder, shot);
      shots.push(shot);
    };
    await withSecrets(folder, (opened) => addSecrets(opened, count));
    const [before] = await keysIn(folder);
    const store = await LowdbStore.open(folder);
    const keys = await KeyRing.open(folder);
    await shoot();
    await new SealedSecrets(watched(store, shoot), keys).rekey();
    await shoot();
    await store.close();

    // Before it, around each change, and after it; the old key is there for as long as it is needed.
    expect(shots).toHaveLength(2 + 2 * count);
    const numbers: number[] = [];
    for (const shot of shots) {
      numbers.push((await keysIn(shot)).length);
      await withSecrets(shot, async (opened) => {
        await opened.sealed.prepare();
        expect(await readSecrets(opened, count)).toBe(true);
      });
      expect(await keysIn(shot)).toHaveLength(1);
      await withSecrets(shot, async (opened) => expect(await readSecrets(opened, count)).toBe(true));
    }
    expect(numbers).toEqual([1, ...Array(2 * count).fill(2), 1]);
    expect(await keysIn(shots.at(-1) as string)).not.toContain(before);
  }));

test('a rekey that a full disk ends can be repeated, and loses nothing', () =>
  inFolder({}, (folder) =>
    withSecrets(folder, async (opened) => {
      await addSecrets(opened, count);
      const full = { ...watched(opened.store, async () => {}), change: () => Promise.reject(new Error('disk full')) };
      await expect(new SealedSecrets(full as Storage, opened.keys).rekey()).rejects.toThrow('disk full');
      expect(await keysIn(folder)).toHaveLength(2);
      expect(await readSecrets(opened, count)).toBe(true);
      await opened.sealed.rekey();
      expect(await keysIn(folder)).toHaveLength(1);
      expect(await readSecrets(opened, count)).toBe(true);
    }),
  ));

test('a secret that is set during a rekey is encrypted with the new key', () =>
  inFolder({}, async (folder) => {
    await withSecrets(folder, async ({ sealed }) => {
      await addSecrets({ sealed }, 1);
      const set = addSecrets({ sealed }, count);
      await Promise.all([sealed.rekey(), set, sealed.rekey()]);
    });
    expect(await keysIn(folder)).toHaveLength(1);
    await withSecrets(folder, async (opened) => expect(await readSecrets(opened, count)).toBe(true));
  }));

test('the key is in a file that only its owner reads, made with the first secret, and no secret is in the clear', () =>
  inFolder({}, async (folder) => {
    await withSecrets(folder, async ({ sealed }) => {
      await sealed.prepare();
      expect(await readdir(folder)).not.toContain('secrets-key');
      await addSecrets({ sealed }, count);
    });
    expect((await stat(join(folder, 'secrets-key'))).mode & 0o777).toBe(0o600);
    const texts = Object.values(await contentOf(folder)).join('');
    expect(texts).toContain('"businessId":3');
    expect(texts).not.toMatch(/the secret of|the one before/);
  }));

const [first, second, third] = [SecretsKey.make(), SecretsKey.make(), SecretsKey.make()] as const;

test.each<[string, readonly SecretsKey[], string]>([
  ['another key', [second], 'SECRET_KEY'],
  ['two other keys', [second, third], 'SECRET_KEY'],
  ['no key', [], 'SECRET_KEY'],
  ['the key', [first], 'fine'],
  ['the key behind a new one', [second, first], 'fine'],
])('SECRETS_KEY with %s: %s', (_what, given, expected) =>
  inFolder({}, async (folder) => {
    await withSecrets(folder, (opened) => addSecrets(opened, count), [first]);
    const before = await contentOf(folder);
    const prepare = ({ sealed }: { sealed: SealedSecrets }) =>
      sealed.prepare().then(
        () => 'fine',
        ({ code }) => code,
      );
    expect(await withSecrets(folder, prepare, given)).toBe(expected);
    if (expected === 'fine') {
      // What was encrypted with another key isn't any more.
      await withSecrets(
        folder,
        async (opened) => expect(await readSecrets(opened, count)).toBe(true),
        given.slice(0, 1),
      );
    } else expect(await contentOf(folder)).toEqual(before);
    expect(await readdir(folder)).not.toContain('secrets-key');
  }),
);

test('a rekey with one SECRETS_KEY says what to do, and changes nothing', () =>
  inFolder({}, async (folder) => {
    const rekey = ({ sealed }: { sealed: SealedSecrets }) => sealed.rekey();
    await withSecrets(folder, (opened) => addSecrets(opened, count), [first]);
    const before = await contentOf(folder);
    await expect(withSecrets(folder, rekey, [first])).rejects.toThrow('SECRETS_KEY=NEW,OLD');
    await expect(withSecrets(folder, rekey)).rejects.toThrow(
      /encrypted with the key [0-9a-f]{16}, and in .* there is none/,
    );
    expect(await contentOf(folder)).toEqual(before);
    expect(await withSecrets(folder, rekey, [second, first])).toEqual({ keyId: second.id, count });
  }));

test('SECRETS_KEY takes over from the file', () =>
  inFolder({}, async (folder) => {
    await withSecrets(folder, (opened) => addSecrets(opened, count));
    await withSecrets(folder, ({ sealed }) => sealed.prepare(), [first]);
    await rm(join(folder, 'secrets-key'));
    await withSecrets(folder, async (opened) => expect(await readSecrets(opened, count)).toBe(true), [first]);
  }));

test('without its key file, a store is opened with nothing changed, and what is lost can be discarded', () =>
  inFolder({}, async (folder) => {
    await withSecrets(folder, (opened) => addSecrets(opened, count));
    await rm(join(folder, 'secrets-key'));
    const prepare = ({ sealed }: { sealed: SealedSecrets }) => sealed.prepare();
    await expect(withSecrets(folder, prepare)).rejects.toThrow(/copy the file .* `concordat-webhooks secrets discard`/);
    expect(await readdir(folder)).not.toContain('secrets-key');
    expect(await withSecrets(folder, ({ sealed }) => sealed.discardUnreadable())).toEqual([1, 2, 3]);
    await withSecrets(folder, prepare);
  }));

test('a secret that is moved to another location is noticed', () =>
  inFolder({}, async (folder) => {
    await withSecrets(folder, async ({ store, sealed }) => {
      await addSecrets({ sealed }, count);
      const other = await store.get('secrets', 1);
      await store.change('secrets', 2, (current) => current && { ...current, sealed: other?.sealed as string });
      await expect(sealed.prepare()).rejects.toThrow(/changed in the store.*: 2\. Nothing was changed/);
    });
  }));

test.each(['', 'x', 'AAAA\nx', 'whsec_abc'])('a key file that holds %j is refused', (text) =>
  inFolder({ 'secrets-key': text }, (folder) =>
    expect(KeyRing.open(folder)).rejects.toThrow(/secrets-key holds no key: copy it/),
  ),
);

test('a key that was cut or is of another length is none', async () => {
  const { text } = first;
  expect(
    [text, text.slice(0, -1), text.replace(/\+/g, '-').replace(/\//g, '_')].map((one) => SecretsKey.parse(one)?.id),
  ).toEqual([first.id, first.id, first.id]);
  expect([text.slice(0, -2), `${text}A`, `x${text}`, ''].map((one) => SecretsKey.parse(one))).toEqual(
    Array(4).fill(undefined),
  );
});
