import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** A response as it was received. */
export interface ReceivedResponse {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** Why the bytes could not be decoded as the Content-Encoding says. */
  readonly undecoded?: string;
}

/** Why there is no complete response. It is returned, not thrown, as it is a result of the test. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly reason: 'refused' | 'timeout' | 'closed' | 'tooLarge' | 'unsendable';

  constructor(reason: TransportError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** In bytes. */
const maxSize = 16 * 2 ** 20;

/** What aborts an exchange before its response is complete. */
interface Controller {
  abort(reason: Error): void;
}

/** Collects one response as undici's dispatcher delivers it, and aborts one that takes too long or gets too large. */
export class ResponseCollector {
  readonly #settle: (result: ReceivedResponse | TransportError) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Controller | undefined;
  #isSettled = false;
  #status = 0;
  #headers: ReceivedResponse['headers'] = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** @param timeoutMs for the response as a whole */
  constructor(timeoutMs: number, settle: (result: ReceivedResponse | TransportError) => void) {
    this.#settle = settle;
    this.#timer = setTimeout(() => {
      this.#abort(new TransportError('timeout', `no complete response within ${timeoutMs / 1000} s`));
    }, timeoutMs);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error('aborted'));
  }

  onResponseStart(_controller: unknown, status: number, headers: ReceivedResponse['headers']): void {
    // An interim response comes before the final one.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    // An event stream never ends.
    if (/^text\/event-stream/.test(String(headers['content-type'])))
      this.#abort({ status, headers, bytes: Buffer.alloc(0) });
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > maxSize) this.#abort(tooLarge());
  }

  onResponseEnd(): void {
    const [first, second] = this.#chunks;
    const bytes = first && !second ? first : Buffer.concat(this.#chunks);
    const decoded = decode(this.#headers, bytes);
    this.#end(
      decoded instanceof TransportError ? decoded : { status: this.#status, headers: this.#headers, ...decoded },
    );
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end(toTransportError(error));
  }

  #abort(result: ReceivedResponse | TransportError): void {
    this.#end(result);
    this.#controller?.abort(new Error('aborted'));
  }

  #end(result: ReceivedResponse | TransportError): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#settle(result);
  }
}

/** Some servers compress although `identity` was requested. */
function decode(
  headers: ReceivedResponse['headers'],
  bytes: Buffer,
): Pick<ReceivedResponse, 'bytes' | 'undecoded'> | TransportError {
  const decoders = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;
  const coding = String(headers['content-encoding'] ?? '').toLowerCase();
  if (!Object.hasOwn(decoders, coding) || bytes.length === 0) return { bytes };
  try {
    return { bytes: decoders[coding as keyof typeof decoders](bytes, { maxOutputLength: maxSize }) };
  } catch (error) {
    // zlib has no class for its errors; they have a code.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge()
      : { bytes, undecoded: `a body that is not valid ${coding}: ${message}` };
  }
}

function tooLarge(): TransportError {
  return new TransportError('tooLarge', `the response is larger than ${maxSize / 2 ** 20} MiB`);
}

function toTransportError(cause: NodeJS.ErrnoException): TransportError {
  const { code = '', message } = cause;
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return new TransportError('refused', `the connection failed: ${code}`, { cause });
  if (code === 'UND_ERR_INVALID_ARG') return new TransportError('unsendable', message, { cause });
  const text = `the connection closed before the response was complete: ${message || code}`;
  return new TransportError('closed', text, { cause });
}
