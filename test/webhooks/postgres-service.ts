import pino, { type Logger } from 'pino';
import { readConfig } from '../../src/webhooks/config.ts';
import { type RunningService, startService } from '../../src/webhooks/index.ts';
import { contract, password, weak } from './service.ts';

export const keys = {
  SIGNING_KEY: 'a signing key of 32 characters, or more',
  SECRETS_KEY: Buffer.alloc(32, 1).toString('base64'),
} as const;

/** Starts a process of the service on a database; `DATA_DIR` is a folder that isn't there. */
export function startOn(
  url: string,
  env: Readonly<Record<string, string>> = {},
  logger: Logger = pino({ level: 'silent' }),
): Promise<RunningService> {
  const settings = {
    PORT: '0',
    DATA_DIR: '/nowhere/data',
    DATABASE_URL: url,
    ADMIN_PASSWORD: password,
    ...keys,
    ...env,
  };
  return startService(readConfig(settings), logger, { contract, ...weak });
}

/** Runs several processes on a database, one for each of these environments, and stops them. */
export async function withProcesses(
  url: string,
  environments: readonly Readonly<Record<string, string>>[],
  run: (...services: RunningService[]) => Promise<void>,
): Promise<void> {
  const services: RunningService[] = [];
  try {
    for (const env of environments) services.push(await startOn(url, env));
    await run(...services);
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}
