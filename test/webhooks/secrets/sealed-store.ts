import { KeyRing } from '../../../src/webhooks/secrets/key-ring.ts';
import { SealedSecrets } from '../../../src/webhooks/secrets/sealed-secrets.ts';
import type { SecretsKey } from '../../../src/webhooks/secrets/secrets-key.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';

export interface OpenedStore {
  readonly store: LowdbStore;
  readonly keys: KeyRing;
  readonly sealed: SealedSecrets;
}

/** Opens the store of a folder with its secrets, and closes it after the run. */
export async function withSecrets<T>(
  folder: string,
  run: (opened: OpenedStore) => Promise<T>,
  secretsKey: readonly SecretsKey[] = [],
): Promise<T> {
  const store = await LowdbStore.open(folder);
  try {
    const keys = await KeyRing.open(folder, secretsKey);
    return await run({ store, keys, sealed: new SealedSecrets(store, keys) });
  } finally {
    await store.close();
  }
}

/** Gives the locations 1 to `count` a secret, each with one that it replaced. */
export async function addSecrets({ sealed }: Pick<OpenedStore, 'sealed'>, count: number): Promise<void> {
  const until = '2100-01-01T00:00:00.000Z';
  for (let location = 1; location <= count; location++) {
    const secret = `the secret of location ${location}`;
    const replaced = [{ secret: `the one before of location ${location}`, until }];
    await sealed.replace(location, () => ({ secret, since: '2025-01-15T10:30:00.000Z', replaced }));
  }
}

/** Whether all of these secrets can be decrypted. */
export async function readSecrets({ sealed }: Pick<OpenedStore, 'sealed'>, count: number): Promise<boolean> {
  for (let location = 1; location <= count; location++) {
    const found = await sealed.find(location);
    if (found?.secret !== `the secret of location ${location}`) return false;
    if (found.replaced[0]?.secret !== `the one before of location ${location}`) return false;
  }
  return true;
}
