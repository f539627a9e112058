import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A status, or what sends the response, if anything does. */
export type Reply = number | ((response: ServerResponse, request: IncomingMessage) => void);

/** A receiver of deliveries, on loopback. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  reply: (received: Received) => Reply;
  /** What is received at a path. */
  at(path: string): Received[];
  /** Resolves when there are so many requests in all; rejects if they take too long. */
  count(count: number): Promise<void>;
}

const maxWaitMs = 5000;

/** Runs a receiver while a test runs; it responds with 200 unless the test says otherwise. */
export async function withReceiver(run: (receiver: Receiver) => Promise<void>): Promise<void> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url: path = '', headers } = request;
    const one = { path, id: String(headers['webhook-id']), headers, body: Buffer.concat(chunks).toString() };
    received.push(one);
    for (const check of waiting) check();
    const reply = receiver.reply(one);
    if (typeof reply === 'number') response.writeHead(reply).end();
    else reply(response, request);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    reply: () => 200,
    at: (path) => received.filter((one) => one.path === path),
    async count(count) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const check = () => received.length >= count && resolve();
      const limit = setTimeout(() => reject(new Error(`${received.length} requests came, not ${count}`)), maxWaitMs);
      waiting.add(check);
      check();
      await promise.finally(() => {
        clearTimeout(limit);
        waiting.delete(check);
      });
    },
  };
  try {
    await run(receiver);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
