import type { MadeRequest } from '../../instances/index.ts';
import type { Received } from '../http/response-collector.ts';

/** A request as a report shows it: cut to what matters, without secrets. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An answer as a report shows it. */
export interface ShownAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** In characters. */
const longest = 1500;

/** Headers of an answer that say something about the contract. */
const quiet = new Set([
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
 * What an answer hands out that opens doors, whoever it is for.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
const handedOut = ['access_token', 'refresh_token', 'id_token', 'client_secret'];
const handedOutInJson = new RegExp(`("(?:${handedOut.join('|')})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'g');

/** Whether the member of an answer that a pointer leads to is not to be shown. */
export function isSecret(pointer: string): boolean {
  return handedOut.includes(pointer.slice(pointer.lastIndexOf('/') + 1));
}

export function showRequest(
  url: string,
  { method, target, headers, body }: MadeRequest,
  secrets: Secrets,
): ShownRequest {
  return {
    method,
    url: hide(url + target, secrets),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, hide(value, secrets)])),
    body: body === undefined ? undefined : cut(hide(textOf(body), secrets)),
  };
}

export function showAnswer({ status, headers, bytes }: Received, secrets: Secrets): ShownAnswer {
  const shown = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ||
    quiet.has(name) ||
    /^(x-content|x-dns|x-down|x-frame|x-perm|x-xss|cross-origin|content-security|origin-agent|referrer-|strict-t)/.test(
      name,
    )
      ? []
      : [[name, hide(name === 'set-cookie' ? withoutValues(value) : String(value), secrets)] as const],
  );
  const body = hide(textOf(bytes), secrets).replaceAll(handedOutInJson, '$1…');
  return { status, headers: Object.fromEntries(shown), body: cut(body) };
}

/** The request as a command of a POSIX shell. What is a variable in it has to be set before. */
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

/** In single quotes, in which nothing has a meaning; in double quotes where a variable has to have one. */
function quote(text: string, secrets: Secrets): string {
  const hidden = hide(text, secrets);
  if (hidden === text) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = hidden.replaceAll(/["`\\$]/g, (character) => `\\${character}`);
  return `"${[...secrets.values()].reduce((whole, variable) => whole.replaceAll(`\\${variable}`, variable), escaped)}"`;
}

/** Cookies as they are set, by their names and attributes. */
function withoutValues(cookies: string | readonly string[]): string {
  return [cookies]
    .flat()
    .map((cookie) => cookie.replace(/=[^;]*/, '=…'))
    .join(', ');
}

/** However a URL, a form or JSON writes a secret. */
export function hide(text: string, secrets: Secrets): string {
  let hidden = text;
  for (const [secret, variable] of secrets) {
    if (secret === '') continue;
    const form = new URLSearchParams({ s: secret }).toString().slice(2);
    for (const written of [secret, encodeURIComponent(secret), form, JSON.stringify(secret).slice(1, -1)])
      hidden = hidden.replaceAll(written, variable);
  }
  return hidden;
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.subarray(0, longest * 4)).toString();
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters in all)`;
}
