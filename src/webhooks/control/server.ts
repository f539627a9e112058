import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { CodedError } from '../../http.ts';
import { closeGracefully } from '../close-gracefully.ts';
import { ControlError, controlErrorCodes } from './control-error.ts';
import type { ControlOperations } from './operations.ts';
import { readInput, readOperation } from './requests.ts';
import { socketIn } from './socket.ts';

/** In bytes. */
const maxBody = 64 * 1024;
const maxConnections = 16;
/** How long a request may take to come in, in milliseconds. */
const defaultTimeoutMs = 5000;

/**
 * Lets the command line use a running service, through a socket that only its owner may open. The caller holds the
 * store's lock, so an existing socket was left behind by a crash.
 * @param onError is called with errors that have no code, which are bugs of the service
 * @param timeoutMs how long a request may take to come in; default: 5000
 */
export async function serveControl(
  folder: string,
  operations: ControlOperations,
  onError: (error: unknown) => void,
  timeoutMs: number = defaultTimeoutMs,
): Promise<{ close(gracePeriodMs?: number): Promise<void> }> {
  const socket = await socketIn(folder);
  await rm(socket.path, { force: true });
  const limits = {
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs, 1000),
    maxHeaderSize: 4096,
  };
  const server = createServer(limits, async (request, response) => {
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
  server.maxConnections = maxConnections;
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
  if (request.method !== 'POST') throw new ControlError(controlErrorCodes.failed, 'operations are requested with POST');
  const name = readOperation(request.url?.slice(1) ?? '');
  return operations[name](readInput(name, await readBody(request)) as never);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > maxBody) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new ControlError(controlErrorCodes.failed, 'the request was not complete', { cause });
  }
  if (size <= maxBody) return Buffer.concat(chunks).toString();
  throw new ControlError(controlErrorCodes.failed, `the body has more than ${maxBody} bytes`);
}
