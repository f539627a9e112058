import type { IncomingMessage, ServerResponse } from 'node:http';
import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { decodePercent } from '../../contract/document/json-pointer.ts';
import { splitTarget } from '../../contract/request/request-pipeline.ts';
import { isFromOtherPage, isNavigation } from '../access/pages.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import type { DeliveryOptions, DeliveryResult } from '../outgoing/delivery.ts';
import type { DeliveryFault } from '../outgoing/faults.ts';
import { isDelivery } from '../outgoing/sender.ts';
import { sessionNameOf } from '../session/mock-sessions.ts';
import { readControlBody } from './control-body.ts';
import { type Snapshots, sessionRoutes } from './control-routes.ts';
import { contentSecurityPolicy, livePage } from './live-page.ts';
import { type PageParts, pageRoutes } from './page-routes.ts';
import { maxReaders, streamRequests } from './request-stream.ts';
import type { MockControl } from './session-control.ts';

/** The mock's own endpoints are below this path. */
export const controlPath = '/__concordat';

/** The names in a query whose values no log may have. */
export const secretControlNames: ReadonlySet<string> = new Set(['secret']);

export function isControlTarget(url = ''): boolean {
  const { path } = splitTarget(url);
  return path === controlPath || path.startsWith(`${controlPath}/`);
}

export interface Controls extends PageParts {
  /** @param name undefined for the requests that name no session */
  session(name: string | undefined): MockControl;
  readonly snapshots: Snapshots;
  sendWebhook(name: string, options: DeliveryOptions): Promise<DeliveryResult>;
  sendCallback(operationId: string, name: string, options: DeliveryOptions): Promise<DeliveryResult>;
}

/** Handles a request below `/__concordat`. */
export async function control(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { path, query } = splitTarget(request.url ?? '/');
  const parameters = new URLSearchParams(query);
  const [first = '', ...rest] = path
    .slice(controlPath.length + 1)
    .split('/')
    .map(decodePercent);
  const key = `${request.method} ${first}`;
  const sessionRoute = rest.length === 0 ? sessionRoutes[key] : undefined;
  const pageRoute = pageRoutes[rest.length === 0 ? key : `${key}/`];
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(stringifyExactly(body, 2));
  };
  const sendResult = (result: unknown) => {
    if (result === undefined) response.writeHead(204).end();
    else send(200, result);
  };
  const options = (): DeliveryOptions => ({
    to: parameters.get('to') ?? '',
    example: parameters.get('example') ?? undefined,
    dynamic: parameters.get('dynamic') === 'true',
    fault: (parameters.get('fault') as DeliveryFault | null) ?? undefined,
    delay: parameters.has('delay') ? Number(parameters.get('delay')) : undefined,
    ...readSecret(query),
  });
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  try {
    if (isDelivery(request)) send(403, { message: `webhooks and callbacks are not received below ${controlPath}/` });
    // A link to the page works from everywhere, as no other page can read or frame what it opens.
    else if (isFromOtherPage(request) && !(key === 'GET ' && isNavigation(request))) send(403, { message: closed });
    else if (key === 'GET ' && !path.endsWith('/')) response.writeHead(307, { location: `${controlPath}/` }).end();
    else if (key === 'GET ') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(livePage);
    else if (key === 'GET requests' && rest[0] === 'stream') {
      if (!streamRequests(controls.log, response))
        send(503, { message: `${maxReaders} pages or programs read the requests already: close one of them` });
    } else if (key === 'GET requests' && rest.length === 0) {
      const name = sessionNameOf(request);
      send(200, name === undefined ? controls.log.entries : controls.log.of(name));
    } else if (sessionRoute) {
      const read = () => readControlBody(request);
      sendResult(await sessionRoute(controls.session(sessionNameOf(request)), read, controls.snapshots));
    } else if (pageRoute) sendResult(await pageRoute(controls, request, rest));
    else if (key === 'POST webhooks' && rest.length === 1)
      send(200, await controls.sendWebhook(rest[0] as string, options()));
    else if (key === 'POST callbacks' && rest.length === 2)
      send(200, await controls.sendCallback(rest[0] as string, rest[1] as string, options()));
    else send(404, { message: `there is no ${request.method} ${path}; there are ${known.join(', ')}` });
  } catch (error) {
    if (!(error instanceof MockError)) throw error;
    send(error.code === mockErrorCodes.unknown ? 404 : 400, { code: error.code, message: error.message });
  }
}

/** A `+` is one, and no blank: it is common in base64. */
function readSecret(query = ''): Pick<DeliveryOptions, 'secret'> {
  const secret = new URLSearchParams(query.replaceAll('+', '%2B')).getAll('secret');
  return secret.length > 0 ? { secret } : {};
}

const known = [
  `GET ${controlPath}/ (a page)`,
  `GET ${controlPath}/requests`,
  ...Object.keys(sessionRoutes).map((key) => key.replace(' ', ` ${controlPath}/`)),
  ...Object.keys(pageRoutes).map((key) => key.replace(' ', ` ${controlPath}/`).replace(/\/$/, '/…')),
  `POST ${controlPath}/webhooks/{name}?to=URL`,
  `POST ${controlPath}/callbacks/{operationId}/{name}?to=URL`,
];

const closed = `${controlPath}/ is open to the mock's own page and to programs, not to other pages: send this from a program, such as curl or the process of your tests`;

/** No other page reads, frames, or embeds what is here, and nothing of it is cached. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
