import { existsSync } from 'node:fs';
import pino from 'pino';
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
 * Runs a task on the running service, or on the store itself if no service runs.
 * @param mayBegin whether a store is created if there is none
 */
export async function withControl<T>(
  { env, stderr }: CommandContext,
  run: (control: ControlOperations) => Promise<T>,
  { mayBegin = false } = {},
): Promise<T> {
  const config = readConfig(env);
  if (!mayBegin && !(await hasStore(config.dataDir))) throw noStore(config.dataDir);
  // In a folder that others can write, the socket may be theirs, and passwords go through it.
  if (existsSync(config.dataDir)) checkMode(config.dataDir);
  const running = await connectControl(config.dataDir);
  if (running) return run(running);
  const { store, control } = await openStore(
    config,
    pino({ level: 'warn', hooks: { streamWrite: escapeJson } }, stderr),
  );
  try {
    return await run(control);
  } finally {
    await store.close();
  }
}
