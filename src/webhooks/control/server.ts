import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { CodedError } from '../../http.ts';
import { closeGracefully } from '../close-gracefully.ts';
import { ControlError, controlErrorCodes } from './control-error.ts';
import type { ControlOperations } from './operations.ts';
import { socketIn } from './socket.ts';

/**
 * Lets the command line use a running service, through a socket that only its owner may open. The caller holds the
 * store's lock, so an existing socket was left behind by a crash.
 * @param onError is called with errors that have no code, which are bugs of the service
 */
export async function serveControl(
  folder: string,
  operations: ControlOperations,
  onError: (error: unknown) => void,
): Promise<{ close(gracePeriodMs?: number): Promise<void> }> {
  const socket = await socketIn(folder);
  await rm(socket.path, { force: true });
  const server = createServer(async (request, response) => {
    const [status, body] = await execute(operations, request).then(
      (result): [number, unknown] => [200, { result }],
      (error: Error): [number, unknown] => {
        if (error instanceof CodedError) return [400, { message: error.message }];
        onError(error);
        return [500, { message: `the service failed, see its log: ${error.message}` }];
      },
    );
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket.path, resolve);
  });
  await chmod(socket.path, 0o600);
  return {
    async close(gracePeriodMs) {
      await closeGracefully(server, gracePeriodMs);
      await socket.close();
    },
  };
}

async function execute(operations: ControlOperations, request: IncomingMessage): Promise<unknown> {
  const name = request.url?.slice(1) ?? '';
  const given = await json(request);
  if (!Object.hasOwn(operations, name)) {
    const message = `this service doesn't know ${name}: use its own version of the command`;
    throw new ControlError(controlErrorCodes.failed, message);
  }
  return operations[name as keyof ControlOperations](given as never);
}
