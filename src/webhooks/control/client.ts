import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ControlOperations } from './operations.ts';
import { socketIn } from './socket.ts';

/** The running service said no; the message is its own. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
}

const names = [
  'addUser',
  'listUsers',
  'changePassword',
  'removeUser',
  'backup',
] as const satisfies readonly (keyof ControlOperations)[];

/** The operations of the service that runs on a folder; undefined where none does. */
export async function connectControl(folder: string): Promise<ControlOperations | undefined> {
  const isRunning = await call(folder, 'listUsers', {}).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return false;
      throw error;
    },
  );
  if (!isRunning) return undefined;
  return Object.fromEntries(names.map((name) => [name, (given: unknown = {}) => call(folder, name, given)])) as never;
}

async function call(folder: string, name: string, given: unknown): Promise<unknown> {
  const socket = await socketIn(folder);
  try {
    return await new Promise((resolve, reject) => {
      const sent = request({ socketPath: socket.path, path: `/${name}`, method: 'POST' }, async (response) => {
        const answer = (await json(response)) as { result?: unknown; message?: string };
        if (response.statusCode === 200) resolve(answer.result);
        else reject(new ControlRefused(answer.message));
      });
      sent.once('error', reject);
      sent.end(JSON.stringify(given));
    });
  } finally {
    await socket.close();
  }
}
