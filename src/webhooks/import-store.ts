import type { Logger } from 'pino';
import { type Config, requireKeys } from './config.ts';
import { confirmKeys } from './confirm-keys.ts';
import { openStore } from './open-store.ts';
import { KeyRing } from './secrets/key-ring.ts';
import { SealedSecrets } from './secrets/sealed-secrets.ts';
import { checkKeyFiles } from './store/folder-permissions.ts';
import { LowdbStore } from './store/lowdb-store.ts';
import type { PostgresStore } from './store/postgres/postgres-store.ts';
import { noStore, StoreError, storeErrorCodes } from './store/store-error.ts';
import { hasStore } from './store/store-files.ts';

/** How many of each were added; those that were there already don't count. */
export interface ImportReport {
  readonly webhooks: number;
  readonly users: number;
  readonly tokens: number;
  readonly secrets: number;
  readonly deliveries: number;
  /** When the store had been brought over before, in which case nothing was added. */
  readonly finishedOn?: Date;
}

/**
 * Brings the store in a folder over into the database of `DATABASE_URL`. It can be repeated, also after it was interrupted.
 * The folder stays as it is.
 * @throws {StoreError} if the store is in use or can't be read, or the database has other webhooks with the same ids;
 * {ConfigError} if the processes of the database have other keys
 */
export async function importStore(config: Config, folder: string, logger: Logger): Promise<ImportReport> {
  requireKeys(config);
  if (!(await hasStore(folder))) throw noStore(folder);
  checkKeyFiles(folder);
  const from = await LowdbStore.open(folder);
  try {
    const { shared: to, sealed, store } = await openStore(config, logger);
    try {
      if (!to) throw new StoreError(storeErrorCodes.foreign, 'name the database with DATABASE_URL');
      await confirmKeys(to, Buffer.from(config.signingKey as string), sealed);
      const keys = new SealedSecrets(from, await KeyRing.open(folder, config.secretsKey));
      return await bringOver(from, keys, to, sealed);
    } finally {
      await store.close();
    }
  } finally {
    await from.close();
  }
}

async function bringOver(
  from: LowdbStore,
  fromSecrets: SealedSecrets,
  to: PostgresStore,
  toSecrets: SealedSecrets,
): Promise<ImportReport> {
  const contents = from.contents();
  const { rows } = await to.database.query<{ finished_on: Date }>(
    'select finished_on from concordat.imports where store = $1',
    [contents.store],
  );
  const none = { webhooks: 0, users: 0, tokens: 0, secrets: 0, deliveries: 0 };
  if (rows[0]) return { ...none, finishedOn: rows[0].finished_on };
  const { entries: webhooks } = await from.list('webhooks');
  const taken = await to.entries.findTaken(webhooks);
  if (taken.length > 0) {
    throw new StoreError(
      storeErrorCodes.foreign,
      `the database has other webhooks with the ids ${taken.slice(0, 10).join(', ')}${taken.length > 10 ? ' …' : ''}: ` +
        'nothing was changed; bring the store over into a new database',
    );
  }
  await to.entries.skipIds(contents.lastId);
  const report = {
    webhooks: await to.entries.add('webhooks', webhooks),
    users: await to.entries.add('users', (await from.list('users')).entries),
    tokens: await to.entries.add('tokens', (await from.list('tokens')).entries),
    secrets: await bringSecretsOver(from, fromSecrets, toSecrets),
    deliveries: await to.deliveries.import(contents),
  };
  await to.database.query('insert into concordat.imports (store) values ($1) on conflict do nothing', [contents.store]);
  return report;
}

/** Each is encrypted with the key of the processes that share the database. */
async function bringSecretsOver(from: LowdbStore, fromSecrets: SealedSecrets, to: SealedSecrets): Promise<number> {
  let added = 0;
  for (const { businessId } of (await from.list('secrets')).entries) {
    const secret = await fromSecrets.find(businessId);
    if (!secret) continue;
    let isNew = false;
    await to.replace(businessId, (current) => {
      isNew = current === undefined;
      return current ?? secret;
    });
    if (isNew) added++;
  }
  return added;
}
