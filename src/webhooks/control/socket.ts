import { open } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** Longer paths can't be the name of a socket, on any system. */
const longest = 103;

/**
 * The name of the socket in a folder, as it can be given to the system.
 * @returns `close` for when it is not needed any more
 */
export async function socketIn(folder: string): Promise<{ readonly path: string; close(): Promise<void> }> {
  const absolute = join(resolve(folder), 'control.sock');
  const [path = absolute] = [relative(process.cwd(), absolute), absolute].sort((a, b) => a.length - b.length);
  if (Buffer.byteLength(path) <= longest || process.platform !== 'linux') return { path, close: async () => {} };
  const handle = await open(resolve(folder), 'r');
  return { path: `/proc/self/fd/${handle.fd}/control.sock`, close: () => handle.close() };
}
