import type { Contract } from '../../contract/document/load-contract.ts';
import { essenceOf, isJson, isText } from '../../contract/document/media-type.ts';
import { hideEmbeddedCredentials } from '../../encoding/url.ts';
import type { KeptBody, KeptExchange } from '../exchange-log.ts';
import { maxBodyLength } from '../exchange-log.ts';
import type { IsSecret } from '../record/secrets.ts';
import type { LoggedRequest } from '../request-log.ts';
import { curlCommand } from './curl-command.ts';
import { hidden, hideInForm, hideInJson, hideInXml, secretsOf } from './hidden-values.ts';

/** A body as it is shown. */
interface BodyView {
  /** Undefined if it isn't text. */
  readonly text: string | undefined;
  readonly length: number;
  readonly isCut: boolean;
  readonly hasHidden: boolean;
}

type Headers = readonly (readonly [name: string, value: string])[];

/** What of a request and its response is shown: without credentials and other secrets. */
export interface ExchangeView {
  readonly number: number;
  readonly origin: KeptExchange['origin'];
  readonly request: { readonly headers: Headers; readonly body: BodyView | undefined };
  readonly response: { readonly headers: Headers; readonly body: BodyView | undefined };
  /** The names of request headers whose values are hidden. */
  readonly hidden: readonly string[];
  readonly curl: string;
}

/** @param host of the mock, for the command that sends the request again */
export function viewExchange(
  contract: Contract,
  { method, url, number }: LoggedRequest,
  { requestHeaders, requestBody, responseHeaders, responseBody, origin }: KeptExchange,
  host: string,
): ExchangeView {
  const isSecret = secretsOf(contract);
  const sent: [string, string][] = [];
  for (let index = 0; index < requestHeaders.length; index += 2)
    sent.push([requestHeaders[index] as string, requestHeaders[index + 1] as string]);
  const received = Object.entries(responseHeaders).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  const headers = sent.map((header) => hideHeader(header, isSecret));
  const body = requestBody && viewBody(requestBody, mediaTypeIn(sent), isSecret);
  return {
    number,
    origin,
    request: { headers, body },
    response: {
      headers: received.map((header) => hideHeader(header, isSecret)),
      body: responseBody && viewBody(responseBody, mediaTypeIn(received), isSecret),
    },
    hidden: sent.filter(([name]) => isSecret(name)).map(([name]) => name),
    curl: curlCommand({ method, url: `http://${host}${url}`, headers, body: body?.text }),
  };
}

/** The last one counts, as `Content-Type` isn't repeated. */
export function mediaTypeIn(headers: Headers): string {
  return headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}

/** The kind of the credentials stays, as it isn't secret: `Bearer …`. */
function hideHeader([name, value]: readonly [string, string], isSecret: IsSecret): readonly [string, string] {
  if (isSecret(name)) {
    const [kind] = /^(proxy-)?authorization$/i.test(name) ? (/^[\w-]+ (?=.)/.exec(value) ?? ['']) : [''];
    return [name, kind + hidden];
  }
  if (!/^(location|content-location|referer|link)$/i.test(name)) return [name, value];
  const [path = '', query] = hideEmbeddedCredentials(value).split(/\?(.*)/s);
  return [name, query === undefined ? path : `${path}?${hideInForm(query, isSecret)}`];
}

function viewBody({ content, isText: isWritten, length }: KeptBody, mediaType: string, isSecret: IsSecret): BodyView {
  const isCut = length > maxBodyLength;
  const plain = decode(content, isWritten, mediaType);
  const text = plain === undefined ? undefined : hideIn(plain, mediaType, isSecret);
  return { text, length, isCut, hasHidden: text !== plain };
}

/** Forms of several parts have files in them. */
function decode(content: string, isWritten: boolean, mediaType: string): string | undefined {
  const essence = essenceOf(mediaType);
  if (essence.startsWith('multipart/')) return undefined;
  if (isWritten) return content;
  const isShown = mediaType === '' || isText(mediaType) || isJson(mediaType) || isForm(essence) || /xml/.test(essence);
  const text = Buffer.from(content, 'latin1').toString();
  return isShown && !text.includes('\0') ? text : undefined;
}

function isForm(essence: string): boolean {
  return essence === 'application/x-www-form-urlencoded';
}

function hideIn(text: string, mediaType: string, isSecret: IsSecret): string {
  const essence = essenceOf(mediaType);
  if (isForm(essence)) return hideInForm(text, isSecret);
  return /xml|html/.test(essence) ? hideInXml(text, isSecret) : hideInJson(text, isSecret);
}
