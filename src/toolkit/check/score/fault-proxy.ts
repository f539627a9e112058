import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Router } from '../../contract/request/router.ts';
import { Client } from '../http/client.ts';
import type { Passed, Passing, Spoiling } from './injected-fault.ts';

/** Headers that are about one connection, or about a body before it was decoded. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
  'host',
  'te',
  'upgrade',
]);

/** Stands before a server on this machine, and spoils one thing of it at a time. */
export class SpoilingProxy {
  /** What is spoiled now; undefined lets all pass as it is. */
  spoiling: Spoiling | undefined;
  /** How many requests or answers were spoiled since that was last set to 0. */
  spoiled = 0;
  readonly #server: Server;
  readonly #client: Client;
  readonly #router: Router;
  readonly #onPassed: (operationId: string, passed: Passed) => void;

  constructor(url: string, router: Router, timeout: number, onPassed: (operationId: string, passed: Passed) => void) {
    this.#client = new Client(url, { timeout, connections: 16 });
    this.#router = router;
    this.#onPassed = onPassed;
    this.#server = createServer(async (request, response) => {
      const passed = await this.#pass(await read(request)).catch(() => undefined);
      if (!passed) return void request.socket.destroy();
      const { status, headers, body } = passed;
      response.writeHead(status, { ...headers, ...(body.length > 0 && { 'content-length': body.length }) });
      response.end(body);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#client.close();
  }

  async #pass(passing: Passing): Promise<Passed | undefined> {
    const operation = this.#router.find(passing.target.replace(/\?.*$/, ''))?.operationFor(passing.method);
    const { spoiling } = this;
    const isMeant = spoiling !== undefined && operation?.operationId === spoiling.operation.id;
    const before = isMeant ? await spoiling.before?.(passing) : undefined;
    if (before) this.spoiled++;
    if (before && 'status' in before) return before;
    const passed = await this.#forward(before ?? passing);
    if (!passed) return undefined;
    if (operation) this.#onPassed(operation.operationId, passed);
    const after = isMeant ? spoiling.after?.(passed, passing) : undefined;
    if (after) this.spoiled++;
    return after ?? passed;
  }

  async #forward({ method, target, headers, body }: Passing): Promise<Passed | undefined> {
    const received = await this.#client.send({ method, target, headers, body: body.length === 0 ? undefined : body });
    if ('reason' in received) return undefined;
    const kept = Object.entries(received.headers).filter(([name, value]) => !hopByHop.has(name) && value !== undefined);
    return {
      status: received.status,
      headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
      body: received.bytes,
    };
  }
}

async function read(request: IncomingMessage): Promise<Passing> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).filter(([name]) => !hopByHop.has(name));
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks),
  };
}
