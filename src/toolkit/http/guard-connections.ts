import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { boundUnreadBody } from './unread-body.ts';

/**
 * Options for Node's `createServer`: the head of a request has to arrive within 12.5 seconds and be at most 16 KiB
 * long, a whole request has to arrive within about a minute (else 408), and an idle connection is closed after 5 seconds.
 * @see https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 */
export const serverLimits: Readonly<ServerOptions> = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5000,
  // Node looks for late requests at this interval only.
  connectionsCheckingInterval: 2500,
};

/** Limits of {@link guardConnections}. */
export interface ConnectionLimits {
  /** Beyond these, new connections are closed at once, and idle ones too, to make room. Default: 2,000. */
  readonly maxConnections?: number;
  /** How long a client may take nothing of a response that waits to be sent, in milliseconds. Default: 60,000. */
  readonly sendTimeoutMs?: number;
}

/**
 * Closes a server: new connections are refused, idle ones closed. Requests on open connections get their response, with
 * `Connection: close`; half a second after the last one all connections are closed.
 * @param gracePeriodMs when requests that are still in flight are cut. Default: 7,000
 */
export type CloseServer = (gracePeriodMs?: number) => Promise<void>;

/** A connection, and the last request on it. */
interface Connection {
  readonly openedAt: number;
  /** Requests that came before the one before them had its response. */
  pipelined: number;
  request?: IncomingMessage;
  response?: ServerResponse;
}

/** Requests that one connection may have waiting. Node reads on while responses are slow, whatever comes. */
const maxPipelined = 256;

/** How often connections may be looked through for idle ones. */
const evictionMs = 100;

/** For what needs no more than the client's next packet: unread bodies, half a head. */
const settleMs = 500;

/** A connection is no idle one before, since its first request may be under way. */
const silenceMs = 1000;

/**
 * Bounds what clients can hold of a server, whatever its listener does: unread bodies, responses that they don't read,
 * requests that wait on one connection (256), and the number of connections. To be called before the server listens.
 * @returns closes the server and waits for requests in flight
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createApp, guardConnections, loadContract, serverLimits } from 'concordat/server';
 *
 * const contract = await loadContract('openapi.yaml');
 * const server = createServer(serverLimits, createApp({ contract, handlers: {} }));
 * const close = guardConnections(server);
 * server.listen(3000);
 * process.once('SIGTERM', () => close());
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-tear-down
 */
export function guardConnections(server: Server, limits: ConnectionLimits = {}): CloseServer {
  const { maxConnections = 2000, sendTimeoutMs = 60_000 } = limits;
  const connections = new Map<Socket, Connection>();
  const inFlight = new Set<ServerResponse>();
  let isClosing = false;
  let evictedAt = -evictionMs;
  let settling: NodeJS.Timeout | undefined;

  const closeAll = () => {
    for (const socket of connections.keys()) socket.destroy();
  };
  const closeIdle = (silence: number) => {
    const now = performance.now();
    for (const [socket, connection] of connections)
      if (isIdle(socket, connection) && (connection.response || now - connection.openedAt >= silence)) socket.destroy();
  };
  const timeStalled = () => {
    for (const [socket, { response }] of connections) {
      const isTimed = socket.timeout === sendTimeoutMs;
      if (socket.writableLength > 0 && !isTimed) socket.setTimeout(sendTimeoutMs);
      // After a response, Node has set the time for which the connection may be idle.
      else if (socket.writableLength === 0 && isTimed && !response?.closed) socket.setTimeout(server.timeout);
    }
  };
  const settle = () => {
    clearTimeout(settling);
    settling = inFlight.size === 0 ? setTimeout(closeAll, settleMs).unref() : undefined;
  };
  /** A client may have sent more requests, so only the last of a connection ends it. */
  const endAfter = (socket: Socket, response: ServerResponse) => {
    if (response.closed) return;
    inFlight.add(response);
    if (!response.headersSent) response.setHeader('Connection', 'close');
    response.once('close', () => {
      inFlight.delete(response);
      if (connections.get(socket)?.response === response) socket.destroySoon();
      settle();
    });
  };

  // 2,000 headers by default, and the others would be left out without a word: a Transfer-Encoding, for example.
  server.maxHeadersCount = 0;
  server.maxConnections = maxConnections;
  // Node's would cut responses that were written but not sent yet.
  server.closeIdleConnections = () => closeIdle(0);
  server.on('drop', () => {
    if (performance.now() - evictedAt < evictionMs) return;
    evictedAt = performance.now();
    closeIdle(silenceMs);
  });
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, { openedAt: performance.now(), pipelined: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket, headers } = request;
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
      boundUnreadBody(request, response);
    const connection = connections.get(socket);
    if (!connection) return;
    const previous = connection.response;
    connection.request = request;
    connection.response = response;
    if (previous && !previous.closed) {
      connection.pipelined++;
      response.once('close', () => connection.pipelined--);
      if (connection.pipelined > maxPipelined) socket.destroy();
    }
    if (!isClosing) return;
    if (previous && inFlight.has(previous) && !previous.headersSent) previous.removeHeader('Connection');
    endAfter(socket, response);
    settle();
  });
  // Without a listener Node responds by itself, and takes the whole body.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    boundUnreadBody(request, response);
    response.writeHead(417).end();
  });
  const looking = setInterval(timeStalled, Math.min(15_000, sendTimeoutMs / 4)).unref();
  server.once('close', () => clearInterval(looking));

  return async (gracePeriodMs = 7000) => {
    const closed = new Promise((resolve) => server.close(resolve));
    isClosing = true;
    for (const [socket, { response }] of connections) if (response) endAfter(socket, response);
    settle();
    const timer = setTimeout(closeAll, gracePeriodMs);
    await closed;
    clearTimeout(timer);
  };
}

/** Neither a request nor a response is under way. */
function isIdle({ bytesRead }: Socket, { request, response }: Connection): boolean {
  return request && response ? response.closed && request.complete : bytesRead === 0;
}
