import { hasControls } from '../../encoding/printable.ts';
import { printf, quoteArgument } from '../../encoding/shell.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import { isSecretName, type Secrets, textOf } from '../http/secrets.ts';
import { baseUrlOf } from '../http/target.ts';
import { type MadeIds, markRequest } from './marked-request.ts';

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

/** Whether the value at a place of a response body must not be shown. */
export function isSecret(bodyPointer: string): boolean {
  return isSecretName(bodyPointer.slice(bodyPointer.lastIndexOf('/') + 1));
}

export function showRequest(url: string, request: MadeRequest, secrets: Secrets): ShownRequest {
  const { target, headers, body } = markRequest(request, secrets);
  return {
    method: request.method,
    url: secrets.hide(baseUrlOf(url, request)) + textOf(target),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, textOf(value)])),
    body: body && truncate(textOf(body)),
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
      : [
          [
            name,
            name === 'set-cookie' ? withoutValues(value) : textOf(secrets.markValue(name, String(value))),
          ] as const,
        ],
  );
  const body = secrets.hide(Buffer.from(bytes.subarray(0, maxLength * 4)).toString());
  return { status, headers: Object.fromEntries(shown), body: truncate(body.replaceAll(textsInJson, withoutSecret)) };
}

/** A property of a JSON text whose value is a text. */
const textsInJson = /"([^"\\]{1,60})"(\s*:\s*")((?:[^"\\]|\\.)*)/g;

function withoutSecret(whole: string, name: string, colon: string): string {
  return isSecretName(name) ? `"${name}"${colon}…` : whole;
}

/**
 * The request as a command of a POSIX shell, in one line. The variables in it have to be set before.
 * @param ids of records that commands before it have made
 * @param how whether it prints the response with its headers, the headers alone, or the body alone
 */
export function toCurl(
  url: string,
  request: MadeRequest,
  secrets: Secrets,
  ids: MadeIds = new Map(),
  how: '-i' | '-sD - -o /dev/null' | '-s' = '-i',
): string {
  const { method, body: bytes } = request;
  const { target, headers, body } = markRequest(request, secrets, ids);
  const parts = [method === 'HEAD' ? 'curl -I' : `curl ${how}`];
  // Brackets and braces would be patterns of several URLs.
  if (/[[\]{}]/.test(request.target)) parts.push('-g');
  if ((method !== 'GET' && method !== 'HEAD') || bytes !== undefined)
    parts.push(`-X ${/^\w+$/.test(method) ? method : quoteArgument(method)}`);
  parts.push(quoteArgument(...secrets.markText(baseUrlOf(url, request)), ...target));
  const tag = request.tagRead && [{ variable: `$(${readTag(url, request.tagRead, secrets, ids)})` }];
  for (const [name, value] of headers)
    parts.push(`-H ${quoteArgument(`${name}: `, ...(/^if-match$/i.test(name) ? (tag ?? value) : value))}`);
  if (bytes === undefined) return parts.join(' ');
  if (body && typeof bytes === 'string' && !hasControls(bytes))
    return [...parts, `--data-raw ${quoteArgument(...body)}`].join(' ');
  const source =
    body && typeof bytes === 'string'
      ? printf(...body)
      : `echo ${Buffer.from(bytes as Uint8Array).toString('base64')} | base64 -d`;
  return `${source} | ${parts.join(' ')} --data-binary @-`;
}

/** Prints the entity tag that the response to a request has. */
function readTag(url: string, read: MadeRequest, secrets: Secrets, ids: MadeIds): string {
  return `${toCurl(url, read, secrets, ids, '-sD - -o /dev/null')} | sed -n 's/\\r$//;s/^[Ee][Tt][Aa][Gg]: *//p'`;
}

/** `Set-Cookie` with names and attributes only. */
function withoutValues(cookies: string | readonly string[]): string {
  return [cookies]
    .flat()
    .map((cookie) => cookie.replace(/=[^;]*/, '=…'))
    .join(', ');
}

function truncate(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}… (${text.length} characters in all)`;
}
