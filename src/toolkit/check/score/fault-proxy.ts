import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { splitTarget } from '../../contract/request/request-pipeline.ts';
import type { Router } from '../../contract/request/router.ts';
import { Client } from '../http/client.ts';
import { TransportError } from '../http/response-collector.ts';
import type { InjectedFault, ProxiedRequest, ProxiedResponse } from './injected-fault.ts';

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

/** Forwards requests to a server, and injects one fault at a time. */
export class FaultProxy {
  /** The current fault; undefined for none. */
  fault: InjectedFault | undefined;
  /** How many requests or responses were changed since this was last set to 0. */
  injections = 0;
  /** What went wrong in the proxy itself. */
  error: unknown;
  readonly #server: Server;
  readonly #client: Client;
  readonly #router: Router;
  readonly #onResponse: (operationId: string, response: ProxiedResponse) => void;

  constructor(
    url: string,
    router: Router,
    timeoutMs: number,
    onResponse: (operationId: string, response: ProxiedResponse) => void,
  ) {
    this.#client = new Client(url, { timeoutMs, connections: 16 });
    this.#router = router;
    this.#onResponse = onResponse;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        request.socket.destroy();
        // A client that aborts its request isn't an error of the proxy.
        if (request.complete) this.error ??= error;
      });
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

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const proxied = await this.#respond(await readRequest(request));
    if (!proxied) return void request.socket.destroy();
    const { status, headers, body } = proxied;
    response.writeHead(status, { ...headers, ...(body.length > 0 && { 'content-length': body.length }) });
    response.end(body);
  }

  /** @returns undefined if the server doesn't respond */
  async #respond(request: ProxiedRequest): Promise<ProxiedResponse | undefined> {
    const operation = this.#router.find(splitTarget(request.target).path)?.operationFor(request.method);
    const fault = operation?.operationId === this.fault?.operation.id ? this.fault : undefined;
    const before = await fault?.before?.(request);
    if (before) this.injections++;
    if (before && 'status' in before) return before;
    const response = await this.#forward(before ?? request);
    if (!response) return undefined;
    if (operation) this.#onResponse(operation.operationId, response);
    const after = fault?.after?.(response);
    if (after) this.injections++;
    return after ?? response;
  }

  async #forward({ method, target, headers, body }: ProxiedRequest): Promise<ProxiedResponse | undefined> {
    const received = await this.#client.send({ method, target, headers, body: body.length === 0 ? undefined : body });
    if (received instanceof TransportError) return undefined;
    const forwarded = Object.entries(received.headers).filter(
      ([name, value]) => !hopByHop.has(name) && value !== undefined,
    );
    return {
      status: received.status,
      headers: Object.fromEntries(forwarded.map(([name, value]) => [name, String(value)])),
      body: received.bytes,
    };
  }
}

async function readRequest(request: IncomingMessage): Promise<ProxiedRequest> {
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
