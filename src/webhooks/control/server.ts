import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { closeGracefully } from '../close-gracefully.ts';
import type { ControlOperations } from './operations.ts';
import { socketIn } from './socket.ts';

/**
 * Lets the command line work with a running service, over a socket that only its owner may open. The caller holds the
 * store's lock, so a socket that is there already was left behind by a crash.
 */
export async function serveControl(folder: string, operations: ControlOperations): Promise<{ close(): Promise<void> }> {
  const socket = await socketIn(folder);
  await rm(socket.path, { force: true });
  const server = createServer(async (request, response) => {
    const [status, body] = await carryOut(operations, request).then(
      (result): [number, unknown] => [200, { result }],
      (error: Error): [number, unknown] => [400, { message: error.message }],
    );
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket.path, resolve);
  });
  await chmod(socket.path, 0o600);
  return {
    async close() {
      await closeGracefully(server);
      await socket.close();
    },
  };
}

async function carryOut(operations: ControlOperations, request: IncomingMessage): Promise<unknown> {
  const name = request.url?.slice(1) ?? '';
  const given = await json(request);
  if (!Object.hasOwn(operations, name))
    throw new Error(`this service doesn't know ${name}: use its own version of the command`);
  return operations[name as keyof ControlOperations](given as never);
}
