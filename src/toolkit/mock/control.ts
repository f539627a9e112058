import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodePercent } from '../contract/document/json-pointer.ts';
import { livePage } from './live-page.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import type { DeliveryOptions, DeliveryResult } from './outgoing.ts';
import type { RequestLog } from './request-log.ts';

/** The mock's own endpoints are below this path. */
export const controlPath = '/__concordat';

export function isControlTarget(url = ''): boolean {
  return url.startsWith(controlPath) && /^[/?]?$/.test(url.charAt(controlPath.length));
}

export interface Controls {
  readonly log: RequestLog;
  state(): Record<string, readonly Record<string, unknown>[]>;
  reset(): void;
  sendWebhook(name: string, options: DeliveryOptions): Promise<DeliveryResult>;
  sendCallback(operationId: string, name: string, options: DeliveryOptions): Promise<DeliveryResult>;
}

/** Handles a request below `/__concordat`. */
export async function control(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [first = '', ...rest] = pathname
    .slice(controlPath.length + 1)
    .split('/')
    .map(decodePercent);
  const key = `${request.method} ${first}`;
  const send = (status: number, body: unknown) => {
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body, null, 2));
  };
  const options = (): DeliveryOptions => ({
    to: searchParams.get('to') ?? '',
    example: searchParams.get('example') ?? undefined,
    dynamic: searchParams.get('dynamic') === 'true',
  });
  try {
    if (key === 'GET ' && !pathname.endsWith('/')) response.writeHead(307, { location: `${controlPath}/` }).end();
    else if (key === 'GET ') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(livePage);
    else if (key === 'GET requests' && rest[0] === 'stream') stream(controls.log, response);
    else if (key === 'GET requests') send(200, controls.log.entries);
    else if (key === 'GET state') send(200, controls.state());
    else if (key === 'POST reset') {
      controls.reset();
      response.writeHead(204).end();
    } else if (key === 'POST webhooks' && rest.length === 1)
      send(200, await controls.sendWebhook(rest[0] as string, options()));
    else if (key === 'POST callbacks' && rest.length === 2)
      send(200, await controls.sendCallback(rest[0] as string, rest[1] as string, options()));
    else send(404, { message: `there is no ${request.method} ${pathname}; there are ${known.join(', ')}` });
  } catch (error) {
    if (!(error instanceof MockError)) throw error;
    send(error.code === mockErrorCodes.unknown ? 404 : 400, { code: error.code, message: error.message });
  }
}

const known = [
  `GET ${controlPath}/ (a page)`,
  `GET ${controlPath}/requests`,
  `GET ${controlPath}/state`,
  `POST ${controlPath}/reset`,
  `POST ${controlPath}/webhooks/{name}?to=URL`,
  `POST ${controlPath}/callbacks/{operationId}/{name}?to=URL`,
];

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
function stream(log: RequestLog, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const tell = (entry: object) => response.write(`data: ${JSON.stringify(entry)}\n\n`);
  // Sent at once, so that the page knows that it is connected.
  response.write(': requests\n\n');
  for (const entry of log.entries) tell(entry);
  response.once('close', log.listen(tell));
}
