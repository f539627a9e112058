import type { IncomingMessage } from 'node:http';
import { type HostNames, hostOf, isLocalhost } from './host-names.ts';

/**
 * Whether a page sent the request that isn't the mock's own. Browsers name a page's origin in `Origin`, and leave it out of
 * a GET without CORS, such as that of an image; `Sec-Fetch-Site` is sent with all requests to this machine. Programs send
 * neither.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isFromOtherPage({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers;
  // A proxy in front of the mock may add TLS.
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return true;
  return site !== 'none' && site !== 'same-origin';
}

/** Whether a person follows a link or types an address, so that a page of its own is shown. */
export function isNavigation({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/**
 * Whether a program sent the request, or a page that a developer works on: one of this machine, of the host that it
 * reaches the mock by, or of a host that was named to the mock.
 */
export function isFromTrustedPage({ headers }: IncomingMessage, hosts: HostNames): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin === undefined) return site !== 'cross-site';
  const host = hostOf(URL.parse(origin)?.host);
  return host !== undefined && (isThisMachine(host) || host === hostOf(headers.host) || hosts.has(host));
}

function isThisMachine(host: string): boolean {
  return isLocalhost(host) || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
