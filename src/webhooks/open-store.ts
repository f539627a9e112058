import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { hashPassword } from './auth/passwords.ts';
import type { Config } from './config.ts';
import { createControlOperations } from './control/operations.ts';
import { makeOperatorEvent } from './delivery/operator-event.ts';
import { SecretService } from './secret-service.ts';
import { KeyRing } from './secrets/key-ring.ts';
import { SealedSecrets } from './secrets/sealed-secrets.ts';
import { checkKeyFiles } from './store/folder-permissions.ts';
import { LowdbStore } from './store/lowdb-store.ts';
import { UserService } from './user-service.ts';

/** The settings that a store has to have, also when no service runs: they say what it remembers. */
export type StoreConfig = Pick<
  Config,
  'dataDir' | 'secretsKey' | 'disableAfter' | 'disableSpanMs' | 'deliveryLogSize' | 'deliveryLogAgeMs' | 'opsWebhookUrl'
>;

/**
 * Opens the store of a service's data, with the services for its users and its secrets. The folder is created if it is
 * missing. Apart from `startService`, so that a command that administers users loads no HTTP server.
 */
export async function openStore(
  config: StoreConfig,
  logger: Logger,
  hash: (password: string) => Promise<string> = hashPassword,
) {
  const { dataDir, secretsKey, opsWebhookUrl } = config;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  checkKeyFiles(dataDir);
  const store = await LowdbStore.open(dataDir, {
    onEvent: ({ level, message, error }) => logger[level]({ err: error }, message),
    rule: { after: config.disableAfter, spanMs: config.disableSpanMs },
    log: { maxFinished: config.deliveryLogSize, maxAgeMs: config.deliveryLogAgeMs },
    opsEvent:
      opsWebhookUrl === undefined ? undefined : (disabled, on) => makeOperatorEvent(disabled, { id: randomUUID(), on }),
  });
  try {
    const now = () => new Date();
    const sealed = new SealedSecrets(store, await KeyRing.open(dataDir, secretsKey));
    const secrets = new SecretService({ secrets: sealed, now });
    const users = new UserService({ storage: store, hashPassword: hash, makeId: randomUUID, now });
    return { store, users, sealed, secrets, control: createControlOperations(users, store, sealed) };
  } catch (error) {
    await store.close();
    throw error;
  }
}
