import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Connection, ConnectionPool } from './connection-pool.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import type { OutgoingResponse } from './outgoing-client.ts';
import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';

/** What a client sends, and how much it waits for and reads. */
export interface ExchangeOptions {
  readonly origin: string;
  readonly host: string;
  readonly dispatched: Pick<Dispatcher.DispatchOptions, 'path' | 'method' | 'headers' | 'body' | 'reset'>;
  readonly isRepeatable: boolean;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** Of a connection that the receiver closed. */
const staleCodes: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);

/** Heads, and what frames the pieces of a body, may take this, and for each byte of the body these. */
const overheadBytes = 65_536;
const overheadPerByte = 8;

/**
 * One request and its response. It is what undici calls back: a promise, a stream and a signal for each request take as
 * long as the exchange itself.
 * @see https://github.com/nodejs/undici/blob/v8.13.1/docs/docs/api/Dispatcher.md#dispatcherdispatchoptions-handler
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly promise: Promise<OutgoingResponse>;
  readonly #options: ExchangeOptions;
  readonly #pool: ConnectionPool;
  readonly #settle: PromiseWithResolvers<OutgoingResponse>;
  readonly #timer: NodeJS.Timeout;
  #connection!: Connection;
  #isOver = false;
  #isStarted = false;
  #isReused = false;
  #hasResponse = false;
  #maxBytesRead = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #body = new GrowingBuffer();

  constructor(options: ExchangeOptions, pool: ConnectionPool) {
    this.#options = options;
    this.#pool = pool;
    this.#settle = Promise.withResolvers();
    this.promise = this.#settle.promise;
    this.#timer = setTimeout(expire, options.timeoutMs, this);
    this.#send(false);
  }

  #send(isFresh: boolean): void {
    this.#connection = this.#pool.take(this.#options.origin, isFresh);
    this.#isReused = this.#connection.responses > 0;
    this.#isStarted = false;
    this.#connection.client.dispatch(this.#options.dispatched, this);
  }

  expire(): void {
    const { host, timeoutMs } = this.#options;
    const message = `no complete response from ${host} within ${timeoutMs / 1000} s`;
    this.#fail(new OutgoingError(outgoingErrorCodes.timeout, message));
  }

  onRequestStart(): void {
    // undici may have connected again in the meantime.
    this.#isReused = this.#connection.responses > 0;
    this.#isStarted = true;
    const { maxResponseBytes } = this.#options;
    this.#maxBytesRead = this.#connection.bytesRead + overheadBytes + overheadPerByte * maxResponseBytes;
    this.#connection.onData = this.#limitBytes;
  }

  onResponseStarted(): void {
    this.#hasResponse = true;
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    // Interim responses are not the response.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#isOver) return;
    this.#body.append(chunk);
    if (this.#body.length > this.#options.maxResponseBytes) this.#truncate();
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#end();
    const connection = this.#connection;
    connection.responses++;
    if (this.#options.dispatched.reset) this.#pool.discard(connection);
    else this.#pool.release(connection);
    this.#settle.resolve(this.#response(false));
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isOver) return;
    this.#connection.onData = undefined;
    this.#pool.discard(this.#connection);
    // A receiver may close an idle connection at the moment at which it is used again.
    const isStale = this.#isReused && !this.#hasResponse && staleCodes.has((error as NodeJS.ErrnoException).code);
    if (isStale && !this.#pool.isClosed && (!this.#isStarted || this.#options.isRepeatable)) this.#send(true);
    else this.#fail(error);
  }

  readonly #limitBytes = (): void => {
    if (this.#isOver || this.#connection.bytesRead <= this.#maxBytesRead) return;
    const message = `${this.#options.host} sends without end, and no response`;
    if (this.#status > 0) this.#truncate();
    else this.#fail(new OutgoingError(outgoingErrorCodes.connection, message));
  };

  #truncate(): void {
    this.#end();
    this.#pool.discard(this.#connection);
    this.#settle.resolve(this.#response(true));
  }

  #fail(error: Error): void {
    this.#end();
    this.#pool.discard(this.#connection);
    this.#settle.reject(error);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#connection.onData = undefined;
  }

  #response(isTruncated: boolean): OutgoingResponse {
    const body = this.#body.read(this.#options.maxResponseBytes);
    return { status: this.#status, headers: this.#headers, body, isTruncated };
  }
}

function expire(exchange: Exchange): void {
  exchange.expire();
}
