import { open } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** In bytes: the maximum length of a socket's path on all systems. */
const maxPathLength = 103;

/**
 * The path of a folder's control socket, in a form that is short enough for the system.
 * @returns `close` releases what the path needs
 */
export async function socketIn(folder: string): Promise<{ readonly path: string; close(): Promise<void> }> {
  const absolute = join(resolve(folder), 'control.sock');
  const [path = absolute] = [relative(process.cwd(), absolute), absolute].sort((a, b) => a.length - b.length);
  if (Buffer.byteLength(path) <= maxPathLength || process.platform !== 'linux') return { path, close: async () => {} };
  const handle = await open(resolve(folder), 'r');
  return { path: `/proc/self/fd/${handle.fd}/control.sock`, close: () => handle.close() };
}
