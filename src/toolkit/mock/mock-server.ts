import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardConnections, serverLimits } from '../http/guard-connections.ts';
import { announceUnreadBody } from '../http/unread-body.ts';
import type { AccessRefusal, HostNames } from './access/host-names.ts';
import { type Controls, control, isControlTarget } from './control/control.ts';
import { allowOrigins, exposeHeaders } from './cors.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import type { MockResponse } from './mock-response.ts';
import type { RequestLog } from './request-log.ts';
import { type WrittenResponse, writeResponse } from './response-writer.ts';
import { sessionNameOf } from './session/mock-sessions.ts';

export interface MockServerParts {
  readonly hosts: HostNames;
  readonly cors: boolean;
  /** In milliseconds, drawn for each response. */
  readonly delay: (message: IncomingMessage) => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly log: RequestLog;
  /** The target of a request without what is secret in it. */
  readonly loggedUrl: (message: IncomingMessage) => string;
  readonly controls: Controls;
  readonly respond: (message: IncomingMessage) => Promise<MockResponse>;
  readonly afterResponse: (message: IncomingMessage, sent: MockResponse) => Promise<void>;
}

/** Responses that don't end by themselves: streams of the log, and what a scenario leaves without a response. */
type EndlessResponses = Set<ServerResponse>;

/** The HTTP side of the mock: preflights and the control paths, then the mocked API. */
export function createMockServer(parts: MockServerParts): {
  readonly server: Server;
  close(gracePeriodMs: number): Promise<void>;
} {
  const endless: EndlessResponses = new Set();
  const server = createServer(serverLimits, (message, response) => {
    handle(parts, endless, message, response).catch((error: Error) => fail(response, error));
  });
  const close = guardConnections(server);
  return {
    server,
    async close(gracePeriodMs) {
      const closed = close(gracePeriodMs);
      for (const response of endless) response.destroy();
      await closed;
    },
  };
}

async function handle(
  parts: MockServerParts,
  endless: EndlessResponses,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cors, controls, hosts, log, wait } = parts;
  const started = performance.now();
  const refusal = hosts.check(message);
  if (refusal) return refuse(parts, message, response, refusal);
  if (isControlTarget(message.url)) {
    addUntilClosed(endless, response);
    return control(controls, message, response);
  }
  if (cors && allowOrigins(message, response, hosts)) return;
  const sent = await parts.respond(message);
  const { status } = sent.response;
  if (cors) exposeHeaders(message, response, sent.response);
  const delay = sent.delay ?? parts.delay(message);
  if (delay > 0) await wait(delay);
  // The rest of a body that is too large isn't read. A scenario's 413 has read it.
  if (status === 413 && !sent.request) response.setHeader('Connection', 'close');
  announceUnreadBody(message, response);
  let written: WrittenResponse | undefined;
  if (sent.fault === 'reset') message.socket.resetAndDestroy();
  else if (sent.fault === 'none') addUntilClosed(endless, response);
  else written = writeResponse(response, sent.response, sent.fault);
  const { method = '' } = message;
  const url = parts.loggedUrl(message);
  const ms = Math.round((performance.now() - started) * 100) / 100;
  const { operation, errors, requestErrors = [], bytes: requestBody, origin } = sent;
  const [time, session, operationId] = [new Date().toISOString(), sessionNameOf(message), operation?.operationId];
  log.add(
    { time, method, url, session, operationId, status, ms, errors },
    {
      requestHeaders: message.rawHeaders,
      requestBody,
      // Where headers were set before, Node adds the others to them.
      responseHeaders: (cors && written ? response.getHeaders() : written?.headers) ?? {},
      responseBody: contentOf(sent, written),
      errors: requestErrors,
      origin,
    },
  );
  await parts.afterResponse(message, sent);
}

/** JSON that was made for the response is kept as it is. A text of the contract or of a record may be a part of another one. */
function contentOf({ response: { body } }: MockResponse, written: WrittenResponse | undefined) {
  return typeof body === 'string' && typeof written?.content === 'string'
    ? Buffer.from(written.content)
    : written?.content;
}

/** It is in the log, as who sees only that an app doesn't work looks there. */
function refuse(
  { log, loggedUrl }: MockServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  { status, message }: AccessRefusal,
): void {
  writeResponse(response, { status, mediaType: 'text/plain', body: `${message}\n` });
  const [method = '', url] = [request.method, loggedUrl(request)];
  const [time, errors] = [new Date().toISOString(), [`header/Host: ${message}`]];
  log.add({ time, method, url, operationId: undefined, status, ms: 0, errors });
}

function addUntilClosed(endless: EndlessResponses, response: ServerResponse): void {
  endless.add(response);
  response.once('close', () => endless.delete(response));
}

/** Even after a bug in the mock, the request gets a response and the mock keeps running. */
function fail(response: ServerResponse, error: Error): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  writeResponse(response, { status: 500, mediaType: 'text/plain', body: `The mock failed: ${error.stack}\n` });
}

/**
 * @returns the origin that the server listens on
 * @throws {MockError} if it can't listen there
 */
export function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === 'EADDRINUSE'
          ? `port ${port} of ${host} is in use: stop what listens there, or name another --port`
          : `${host}:${port}: ${cause.message}`;
      reject(new MockError(mockErrorCodes.listen, reason, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${address.port}`);
    });
  });
}
