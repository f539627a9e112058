import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { hashPassword } from './auth/passwords.ts';
import type { Config } from './config.ts';
import { createControlOperations } from './control/operations.ts';
import { checkSigningKey } from './store/folder-permissions.ts';
import { LowdbStore } from './store/lowdb-store.ts';
import { UserService } from './user-service.ts';

/**
 * Opens the store of a service's data, with the service for its users. The folder is created if it is missing. Apart
 * from `startService`, so that a command that administers users loads no HTTP server.
 */
export async function openStore(
  { dataDir }: Pick<Config, 'dataDir'>,
  logger: Logger,
  hash: (password: string) => Promise<string> = hashPassword,
) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  checkSigningKey(dataDir);
  const store = await LowdbStore.open(dataDir, {
    onEvent: ({ level, message, error }) => logger[level]({ err: error }, message),
  });
  const users = new UserService({ storage: store, hashPassword: hash, makeId: randomUUID, now: () => new Date() });
  return { store, users, control: createControlOperations(users, store) };
}
