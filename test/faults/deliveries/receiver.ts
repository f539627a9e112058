/** A receiver on loopback that verifies and remembers each attempt, and responds as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyDelivery } from '../../../src/receive.ts';

export const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

/** What the receiver does with an attempt: a status after some milliseconds, a reset, or nothing. */
export type Reaction = { readonly status: number; readonly afterMs?: number } | 'reset' | 'hang';

export interface Received {
  /** Which webhook it was sent for: the path of its URL. */
  readonly webhook: string;
  /** The `webhook-id`. */
  readonly id: string;
  readonly record: { readonly EventId: string } & Readonly<Record<string, unknown>>;
  /** By our clock that never jumps, in milliseconds. */
  readonly atMs: number;
  /** The `webhook-timestamp`, in seconds. */
  readonly timestamp: number;
  /** What was responded; undefined before that, and if the sender was gone by then. */
  response: number | 'reset' | undefined;
}

export interface Receiver {
  readonly received: Received[];
  /** Attempts whose signature, id, time or body is wrong. */
  readonly invalid: string[];
  /** Where a webhook is to send its deliveries. */
  urlOf(webhook: string): string;
  close(): Promise<void>;
}

/** @param isTimeChecked whether an attempt's time has to be ours, give or take five minutes */
export async function startReceiver(react: (received: Received) => Reaction, isTimeChecked = true): Promise<Receiver> {
  const received: Received[] = [];
  const invalid: string[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const atMs = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { headers, url = '' } = request;
    const timestamp = Number(headers['webhook-timestamp']);
    const now = isTimeChecked ? new Date() : new Date(timestamp * 1000);
    try {
      verifyDelivery({ headers, body, secret, now });
      verifyDelivery({ headers, body, secret, signature: 'nexudus' });
    } catch (error) {
      invalid.push(`${url}: ${(error as Error).message}`);
    }
    const [record] = JSON.parse(body.toString());
    const one: Received = {
      webhook: url.slice(1),
      id: String(headers['webhook-id']),
      record,
      atMs,
      timestamp,
      response: undefined,
    };
    received.push(one);
    const reaction = react(one);
    if (reaction === 'hang') return;
    if (reaction === 'reset') {
      one.response = 'reset';
      request.socket.resetAndDestroy();
      return;
    }
    const { status, afterMs = 0 } = reaction;
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    if (request.socket.destroyed) return;
    one.response = status;
    response.writeHead(status).end('seen');
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    received,
    invalid,
    urlOf: (webhook) => `http://127.0.0.1:${port}/${webhook}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
