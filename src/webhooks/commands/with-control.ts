import pino from 'pino';
import { readConfig } from '../config.ts';
import { connectControl } from '../control/client.ts';
import type { ControlOperations } from '../control/operations.ts';
import { openStore } from '../index.ts';

/** Lets the running service do it, or opens the store by itself where none runs. */
export async function withControl<T>(run: (control: ControlOperations) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const running = await connectControl(config.dataDir);
  if (running) return run(running);
  process.umask(0o077);
  const { store, control } = await openStore(config, pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true })));
  try {
    return await run(control);
  } finally {
    await store.close();
  }
}
