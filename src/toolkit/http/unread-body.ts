import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * How much of an unread body is taken after the response, in bytes. With what streams read ahead, it stays below 1 MiB.
 * Within it, the connection is used again.
 */
const maxUnreadBytes = 512 * 1024;

/** How long that may take on a connection that ends. */
const drainMs = 5000;

/** How long a client that sends more may take to read the response, before a reset would take it away. */
const lingerMs = 1000;

const drained = new WeakSet<IncomingMessage>();

/**
 * Bounds what is taken of a body that isn't read when the response is sent, and says in the response's head that the
 * connection ends if the client sends more than that, 512 KiB. To be called before the head is written.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { announceUnreadBody } from 'concordat/http';
 *
 * createServer((request, response) => {
 *   announceUnreadBody(request, response);
 *   response.writeHead(413).end();
 * }).listen(8080, '127.0.0.1');
 * ```
 */
export function announceUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  if (isRead(request) || !hasBody(request)) return;
  if (Number(request.headers['content-length']) > maxUnreadBytes) response.setHeader('Connection', 'close');
  boundUnreadBody(request, response);
}

/**
 * Bounds what is taken of a body that isn't read when the response is sent. Node would take all of it, however long, or
 * reset the connection, by which clients lose the response.
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-tear-down
 */
export function boundUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  // First, as Node ends the connection or takes the whole body in its own listener.
  response.prependOnceListener('finish', () => {
    if (isRead(request) || request.httpVersionMajor > 1 || drained.has(request)) return;
    drained.add(request);
    drain(request);
  });
}

/** @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** All was parsed, and nothing waits to be read. */
function isRead(request: IncomingMessage): boolean {
  return request.complete && request.readableLength === 0;
}

function drain(request: IncomingMessage): void {
  const { socket } = request;
  const { destroySoon } = socket;
  const end = socket.bytesRead + maxUnreadBytes;
  let isEnded = false;
  const endWithin = (timeMs: number) => {
    isEnded = true;
    socket.end();
    setTimeout(() => socket.destroy(), timeMs).unref();
  };
  // What Node does after a response with `Connection: close` would reset the connection while the client still sends.
  socket.destroySoon = () => endWithin(drainMs);
  request.on('data', () => {
    if (socket.bytesRead <= end) return;
    request.pause();
    endWithin(lingerMs);
  });
  request.once('end', () => {
    socket.destroySoon = destroySoon;
    if (isEnded) socket.destroySoon();
  });
  request.resume();
}
