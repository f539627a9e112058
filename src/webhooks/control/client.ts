import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { ControlError, controlErrorCodes } from './control-error.ts';
import type { ControlOperations } from './operations.ts';
import { operationNames, pickInput } from './requests.ts';
import { socketIn } from './socket.ts';

/**
 * The operations of the service that runs on a folder; undefined if none runs.
 * @throws {ControlError} if the service can't do what it is asked for; so do the operations
 */
export async function connectControl(folder: string): Promise<ControlOperations | undefined> {
  const isRunning = await call(folder, 'listUsers', {}).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return false;
      throw error;
    },
  );
  if (!isRunning) return undefined;
  return Object.fromEntries(
    operationNames.map((name) => [name, (given: object = {}) => call(folder, name, pickInput(name, given))]),
  ) as never;
}

const closedMessage =
  'the service closed the connection to its control socket: it may have too many of them, try again';

async function call(folder: string, name: string, given: unknown): Promise<unknown> {
  const socket = await socketIn(folder);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ socketPath: socket.path, path: `/${name}`, method: 'POST' }, resolve);
      sent.once('error', (error: NodeJS.ErrnoException) => {
        const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
        reject(isClosed ? new ControlError(controlErrorCodes.response, closedMessage, { cause: error }) : error);
      });
      sent.end(JSON.stringify(given));
    });
    return resultOf(response.statusCode, await json(response).catch(noBody));
  } finally {
    await socket.close();
  }
}

function resultOf(status: number | undefined, body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return noBody(new TypeError('an object was expected'));
  const { result, message } = body as { result?: unknown; message?: string };
  if (status === 200) return result;
  throw new ControlError(controlErrorCodes.failed, message ?? `the service responded ${status} without a message`);
}

function noBody(cause: Error): never {
  const message = `the response on the control socket can't be read: ${cause.message}`;
  throw new ControlError(controlErrorCodes.response, message, { cause });
}
