import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { hashPassword } from './auth/passwords.ts';
import type { Config } from './config.ts';
import { type ControlOperations, createControlOperations } from './control/operations.ts';
import type { DeliveryLog } from './delivery/delivery-log.ts';
import type { DeliveryQueue, DisabledWebHook } from './delivery/delivery-queue.ts';
import { makeOperatorEvent } from './delivery/operator-event.ts';
import { SecretService } from './secret-service.ts';
import { KeyRing } from './secrets/key-ring.ts';
import { SealedSecrets } from './secrets/sealed-secrets.ts';
import type { Storage } from './storage.ts';
import { checkKeyFiles } from './store/folder-permissions.ts';
import { LowdbStore } from './store/lowdb-store.ts';
import type { PostgresStore } from './store/postgres/postgres-store.ts';
import { useDatabaseTools } from './store/store-error.ts';
import type { StoreOptions } from './store/store-options.ts';
import { UserService } from './user-service.ts';

/** The settings that a store has to have, also when no service runs: they say what it remembers. */
export type StoreConfig = Pick<
  Config,
  | 'dataDir'
  | 'databaseUrl'
  | 'databaseConnections'
  | 'secretsKey'
  | 'disableAfter'
  | 'disableSpanMs'
  | 'deliveryLogSize'
  | 'deliveryLogAgeMs'
  | 'opsWebhookUrl'
>;

/** A store, with the services for its users and its secrets. */
export interface OpenedStore {
  readonly store: Storage & { readonly deliveries: DeliveryQueue & DeliveryLog };
  /** The same store where other processes use it, too. */
  readonly shared: PostgresStore | undefined;
  readonly users: UserService;
  readonly sealed: SealedSecrets;
  readonly secrets: SecretService;
  readonly control: ControlOperations;
}

/** How old secrets may be that another process may have changed, in milliseconds. */
const maxSecretAgeMs = 1000;

/**
 * Opens the store of a service's data: the database of `DATABASE_URL`, or else the folder, which is created if it is missing.
 * Apart from `startService`, so that a command that administers users loads no HTTP server.
 * @throws {StoreError}
 */
export async function openStore(
  config: StoreConfig,
  logger: Logger,
  hash: (password: string) => Promise<string> = hashPassword,
): Promise<OpenedStore> {
  const { dataDir, databaseUrl, secretsKey } = config;
  const options = optionsOf(config, logger);
  const embedded = databaseUrl === undefined ? await openFolder(dataDir, options) : undefined;
  const shared = databaseUrl === undefined ? undefined : await openDatabase(databaseUrl, config, options);
  const store = (embedded ?? shared) as LowdbStore | PostgresStore;
  try {
    const now = () => new Date();
    const keys = shared ? KeyRing.configured(secretsKey) : await KeyRing.open(dataDir, secretsKey);
    const sealed = new SealedSecrets(store, keys);
    const secrets = new SecretService({ secrets: sealed, now, ...(shared && { maxAgeMs: maxSecretAgeMs }) });
    const users = new UserService({ storage: store, hashPassword: hash, makeId: randomUUID, now });
    const control = createControlOperations({
      users,
      backup: async (file) => {
        if (!embedded) throw useDatabaseTools('A backup', 'pg_dump --format=custom --file=FILE "$DATABASE_URL"');
        await embedded.backup(file);
      },
      rekey: async () => {
        const rekeyed = await sealed.rekey();
        await shared?.setKey('secrets', rekeyed.keyId);
        return rekeyed;
      },
    });
    return { store, shared, users, sealed, secrets, control };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openFolder(dataDir: string, options: StoreOptions): Promise<LowdbStore> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  checkKeyFiles(dataDir);
  return LowdbStore.open(dataDir, options);
}

/** Loaded only where it is used. */
async function openDatabase(
  url: string,
  { databaseConnections: maxConnections }: StoreConfig,
  options: StoreOptions,
): Promise<PostgresStore> {
  const { PostgresStore } = await import('./store/postgres/postgres-store.ts');
  return PostgresStore.open({ ...options, url, maxConnections });
}

function optionsOf(config: StoreConfig, logger: Logger): StoreOptions {
  const makeEvent = (disabled: DisabledWebHook, on: Date) => makeOperatorEvent(disabled, { id: randomUUID(), on });
  return {
    onEvent: ({ level, message, error }) => logger[level]({ err: error }, message),
    rule: { after: config.disableAfter, spanMs: config.disableSpanMs },
    log: { maxFinished: config.deliveryLogSize, maxAgeMs: config.deliveryLogAgeMs },
    opsEvent: config.opsWebhookUrl === undefined ? undefined : makeEvent,
  };
}
