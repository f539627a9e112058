import { hasControls } from '../../encoding/printable.ts';
import { type ArgumentPart, printf, quoteArgument } from '../../encoding/shell.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import { baseUrlOf } from '../http/target.ts';

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
  { method, target, headers, body, server }: MadeRequest,
  secrets: Secrets,
): ShownRequest {
  return {
    method,
    url: redact(baseUrlOf(url, { server }) + target, secrets),
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

/** The request as a command of a POSIX shell, in one line. The variables in it have to be set before. */
export function toCurl(url: string, request: MadeRequest, secrets: Secrets): string {
  const { method, target, headers, body } = request;
  const quote = (text: string) => quoteArgument(...splitSecrets(text, secrets));
  const parts = [method === 'HEAD' ? 'curl -I' : 'curl -i'];
  // Brackets and braces would be patterns of several URLs.
  if (/[[\]{}]/.test(target)) parts.push('-g');
  if ((method !== 'GET' && method !== 'HEAD') || body !== undefined)
    parts.push(`-X ${/^\w+$/.test(method) ? method : quote(method)}`);
  parts.push(quote(baseUrlOf(url, request) + target));
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body === undefined) return parts.join(' ');
  if (typeof body === 'string' && !hasControls(body)) return [...parts, `--data-raw ${quote(body)}`].join(' ');
  const source =
    typeof body === 'string'
      ? printf(...splitSecrets(body, secrets))
      : `echo ${Buffer.from(body).toString('base64')} | base64 -d`;
  return `${source} | ${parts.join(' ')} --data-binary @-`;
}

/** The parts of a text, with the variables of its secrets. */
function splitSecrets(text: string, secrets: Secrets): ArgumentPart[] {
  let mark = '\0';
  while (text.includes(mark)) mark += '\0';
  const marked = new Map([...secrets].map(([secret, variable]) => [secret, `${mark}${variable}${mark}`]));
  return redact(text, marked)
    .split(mark)
    .map((part, index) => (index % 2 === 0 ? part : { variable: part }))
    .filter((part) => part !== '');
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
  const variables = new Map<string, string>();
  for (const [secret, variable] of secrets) {
    if (secret === '') continue;
    const form = new URLSearchParams({ s: secret }).toString().slice(2);
    for (const encoded of [
      secret,
      encodeURIComponent(secret.toWellFormed()),
      form,
      JSON.stringify(secret).slice(1, -1),
    ])
      variables.set(encoded, variable);
  }
  if (variables.size === 0) return text;
  // All at once: a server that issues the token `TOKEN` must not have the name of a variable replaced.
  const longestFirst = [...variables.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escapePattern).join('|'), 'g');
  return text.replaceAll(pattern, (encoded) => variables.get(encoded) as string);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, (character) => `\\${character}`);
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.subarray(0, maxLength * 4)).toString();
}

function truncate(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}… (${text.length} characters in all)`;
}
