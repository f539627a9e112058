import type { OutgoingHttpHeaders } from 'node:http';
import type { RequestError } from '../contract/response/validation-failure.ts';
import { copyText } from './copied-text.ts';
import type { ResponseOrigin } from './mock-response.ts';

/** What was sent both ways, of one request. */
export interface Exchange {
  /** Names and values in turn. */
  readonly requestHeaders: readonly string[];
  /** Undefined if there was none, or if it wasn't read. */
  readonly requestBody: Uint8Array | undefined;
  readonly responseHeaders: OutgoingHttpHeaders;
  /** A text is kept as it is: it must not be a part of another one, which would stay with it. */
  readonly responseBody: string | Uint8Array | undefined;
  readonly errors: readonly RequestError[];
  readonly origin: ResponseOrigin | undefined;
}

/** The first part of a body. */
export interface KeptBody {
  /** A text as it is, or octets, each as a character. */
  readonly content: string;
  readonly isText: boolean;
  /** Of the whole body: in UTF-16 code units if it is a text, else in bytes. */
  readonly length: number;
}

export interface KeptExchange extends Pick<Exchange, 'requestHeaders' | 'responseHeaders' | 'origin'> {
  readonly number: number;
  readonly requestBody: KeptBody | undefined;
  readonly responseBody: KeptBody | undefined;
  readonly errors: readonly Pick<RequestError, 'in' | 'path' | 'keyword'>[];
  /** In bytes, at most. */
  readonly size: number;
}

/** Of each body: in bytes, or in UTF-16 code units. */
export const maxBodyLength: number = 16 * 1024;
export const maxExchanges = 200;
/** In bytes, of all exchanges together. */
const maxTotalSize = 2.5 * 1024 * 1024;
/** In characters: a name in a request may be as long as its body. */
const maxPathLength = 1000;
const maxErrors = 20;
/** In bytes: of the objects that hold a header, and those that hold an exchange. */
const headerOverhead = 64;
const exchangeOverhead = 500;

/** The exchanges of the last requests, by the numbers of these. What is secret in them is hidden when they are shown. */
export class ExchangeLog {
  #kept: KeptExchange[] = [];
  #total = 0;
  #last: { readonly body: string; readonly kept: KeptBody } | undefined;

  add(number: number, { requestHeaders, responseHeaders, origin, ...exchange }: Exchange): void {
    const requestBody = exchange.requestBody && keepBody(exchange.requestBody);
    const responseBody = exchange.responseBody === undefined ? undefined : this.#keepResponse(exchange.responseBody);
    let size = exchangeOverhead + sizeOf(requestBody) + sizeOf(responseBody);
    for (const text of requestHeaders) size += headerOverhead + text.length;
    for (const name in responseHeaders) size += headerOverhead + 2 * String(responseHeaders[name]).length;
    const errors = exchange.errors.length === 0 ? none : keepErrors(exchange.errors);
    if (errors.length > 0) size += maxErrors * (2 * maxPathLength);
    if (size > maxTotalSize) return;
    this.#kept.push({ number, requestHeaders, responseHeaders, origin, requestBody, responseBody, errors, size });
    this.#total += size;
    while (this.#kept.length > maxExchanges || this.#total > maxTotalSize) this.#total -= this.#kept.shift()?.size ?? 0;
  }

  /** A long text is often the same as in the response before. */
  #keepResponse(body: string | Uint8Array): KeptBody {
    if (typeof body !== 'string' || body.length <= maxBodyLength) return keepBody(body);
    if (this.#last?.body !== body) this.#last = { body, kept: keepBody(body) };
    return this.#last.kept;
  }

  get(number: number): KeptExchange | undefined {
    return this.#kept.find((exchange) => exchange.number === number);
  }

  /** @param isKept is asked for the number of each request */
  retain(isKept: (number: number) => boolean): void {
    this.#kept = this.#kept.filter(({ number }) => isKept(number));
    this.#total = this.#kept.reduce((total, { size }) => total + size, 0);
  }
}

const none: readonly [] = [];

/** The bytes are copied as a text: they are a part of what was read from the connection, which would stay with them. */
function keepBody(body: string | Uint8Array): KeptBody {
  if (typeof body === 'string' && body.length <= maxBodyLength)
    return { content: body, isText: true, length: body.length };
  const start = typeof body === 'string' ? body.slice(0, maxBodyLength) : body.subarray(0, maxBodyLength);
  const bytes =
    typeof start === 'string'
      ? Buffer.from(start, 'utf16le')
      : Buffer.from(start.buffer, start.byteOffset, start.length);
  const isText = typeof body === 'string';
  return { content: bytes.toString(isText ? 'utf16le' : 'latin1'), isText, length: body.length };
}

function sizeOf(body: KeptBody | undefined): number {
  return body === undefined ? 0 : body.content.length * (body.isText ? 2 : 1);
}

function keepErrors(errors: readonly RequestError[]): KeptExchange['errors'] {
  const told = errors.slice(0, maxErrors).filter(({ path }) => path.join('/').length <= maxPathLength);
  return told.map(({ in: location, path, keyword }) => ({
    in: location,
    path: path.map((token) => (typeof token === 'string' ? copyText(token) : token)),
    keyword,
  }));
}
