import type { MadeRequest } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';

/** A request as a report shows it: truncated, and without secrets. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A response as a report shows it. */
export interface ShownResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** In characters. */
const maxLength = 1500;

/** Headers that say nothing about the contract. */
const omittedHeaders = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'etag',
  'x-powered-by',
]);

type Secrets = ReadonlyMap<string, string>;

/**
 * The properties in which a token response has secrets.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
const tokenNames = ['access_token', 'refresh_token', 'id_token', 'client_secret'];
const tokensInJson = new RegExp(`("(?:${tokenNames.join('|')})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'g');

/** Whether the value at a place of a response body must not be shown. */
export function isSecret(bodyPointer: string): boolean {
  return tokenNames.includes(bodyPointer.slice(bodyPointer.lastIndexOf('/') + 1));
}

export function showRequest(
  url: string,
  { method, target, headers, body }: MadeRequest,
  secrets: Secrets,
): ShownRequest {
  return {
    method,
    url: redact(url + target, secrets),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value, secrets)])),
    body: body === undefined ? undefined : truncate(redact(textOf(body), secrets)),
  };
}

export function showResponse({ status, headers, bytes }: ReceivedResponse, secrets: Secrets): ShownResponse {
  const shown = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ||
    omittedHeaders.has(name) ||
    /^(x-content|x-dns|x-down|x-frame|x-perm|x-xss|cross-origin|content-security|origin-agent|referrer-|strict-t)/.test(
      name,
    )
      ? []
      : [[name, redact(name === 'set-cookie' ? withoutValues(value) : String(value), secrets)] as const],
  );
  const body = redact(textOf(bytes), secrets).replaceAll(tokensInJson, '$1…');
  return { status, headers: Object.fromEntries(shown), body: truncate(body) };
}

/** The request as a command of a POSIX shell. The variables in it have to be set before. */
export function toCurl(url: string, { method, target, headers, body }: MadeRequest, secrets: Secrets): string {
  const parts = [method === 'HEAD' ? 'curl -I' : 'curl -i'];
  if ((method !== 'GET' && method !== 'HEAD') || body !== undefined) parts.push(`-X ${method}`);
  parts.push(quote(url + target, secrets));
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quote(`${name}: ${value}`, secrets)}`);
  if (typeof body === 'string') parts.push(`--data-raw ${quote(body, secrets)}`);
  if (body !== undefined && typeof body !== 'string')
    return `echo ${Buffer.from(body).toString('base64')} | base64 -d | ${parts.join(' ')} --data-binary @-`;
  return parts.join(' ');
}

/** In single quotes; in double quotes where a variable has to be expanded. */
function quote(text: string, secrets: Secrets): string {
  const redacted = redact(text, secrets);
  if (redacted === text) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = redacted.replaceAll(/["`\\$]/g, (character) => `\\${character}`);
  return `"${[...secrets.values()].reduce((whole, variable) => whole.replaceAll(`\\${variable}`, variable), escaped)}"`;
}

/** `Set-Cookie` with names and attributes only. */
function withoutValues(cookies: string | readonly string[]): string {
  return [cookies]
    .flat()
    .map((cookie) => cookie.replace(/=[^;]*/, '=…'))
    .join(', ');
}

/** Replaces secrets by their variables, however a URL, a form or JSON encodes them. */
export function redact(text: string, secrets: Secrets): string {
  let redacted = text;
  for (const [secret, variable] of secrets) {
    if (secret === '') continue;
    const form = new URLSearchParams({ s: secret }).toString().slice(2);
    for (const encoded of [secret, encodeURIComponent(secret), form, JSON.stringify(secret).slice(1, -1)])
      redacted = redacted.replaceAll(encoded, variable);
  }
  return redacted;
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.subarray(0, maxLength * 4)).toString();
}

function truncate(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}… (${text.length} characters in all)`;
}
