import { existsSync } from 'node:fs';
import pino, { type Logger } from 'pino';
import { escapeJson } from '../../http.ts';
import { readConfig } from '../config.ts';
import { connectControl } from '../control/client.ts';
import type { ControlOperations } from '../control/operations.ts';
import { openStore } from '../open-store.ts';
import { checkMode } from '../store/folder-permissions.ts';
import { noStore } from '../store/store-error.ts';
import { hasStore } from '../store/store-files.ts';
import type { CommandContext } from './context.ts';

/**
 * Runs a task on the running service, or on the store itself if no service runs, or the store is a database.
 * @param mayBegin whether a store is created if there is none
 */
export async function withControl<T>(
  context: CommandContext,
  run: (control: ControlOperations) => Promise<T>,
  { mayBegin = false } = {},
): Promise<T> {
  const config = readConfig(context.env);
  if (config.databaseUrl === undefined) {
    const running = await findRunning(config.dataDir, mayBegin);
    if (running) return run(running);
  }
  const { store, control } = await openStore(config, commandLogger(context));
  try {
    return await run(control);
  } finally {
    await store.close();
  }
}

/** Commands log what goes wrong, and nothing else. */
export function commandLogger({ stderr }: CommandContext): Logger {
  return pino({ level: 'warn', hooks: { streamWrite: escapeJson } }, stderr);
}

async function findRunning(dataDir: string, mayBegin: boolean): Promise<ControlOperations | undefined> {
  if (!mayBegin && !(await hasStore(dataDir))) throw noStore(dataDir);
  // In a folder that others can write, the socket may be theirs, and passwords go through it.
  if (existsSync(dataDir)) checkMode(dataDir);
  return connectControl(dataDir);
}
