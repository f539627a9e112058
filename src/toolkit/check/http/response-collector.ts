import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** An answer as it came. */
export interface Received {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** Why the bytes aren't what their Content-Encoding says. */
  readonly undecoded?: string;
}

/** Why there is no answer to look at. */
export interface NoAnswer {
  readonly reason: 'refused' | 'timeout' | 'closed' | 'tooLarge' | 'unsendable';
  readonly message: string;
}

/** In bytes. */
const largest = 16 * 2 ** 20;
const tooLarge: NoAnswer = { reason: 'tooLarge', message: `the answer is larger than ${largest / 2 ** 20} MiB` };

/** What ends an exchange before its answer is whole. */
interface Controller {
  abort(reason: Error): void;
}

/** Collects one answer as undici hands it over, and gives it up where it takes too long or gets too large. */
export class Answer {
  readonly #settle: (outcome: Received | NoAnswer) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Controller | undefined;
  #isSettled = false;
  #status = 0;
  #headers: Received['headers'] = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** @param timeout for the answer as a whole, in milliseconds */
  constructor(timeout: number, settle: (outcome: Received | NoAnswer) => void) {
    this.#settle = settle;
    const late = { reason: 'timeout', message: `no whole answer within ${timeout / 1000} s` } as const;
    this.#timer = setTimeout(() => this.#giveUp(late), timeout);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: unknown, status: number, headers: Received['headers']): void {
    // What is below 200 comes before the answer.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    // A stream of events has no end.
    if (/^text\/event-stream/.test(String(headers['content-type'])))
      this.#giveUp({ status, headers, bytes: Buffer.alloc(0) });
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > largest) this.#giveUp(tooLarge);
  }

  onResponseEnd(): void {
    const [first, second] = this.#chunks;
    const bytes = first && !second ? first : Buffer.concat(this.#chunks);
    const decoded = decode(this.#headers, bytes);
    this.#end('reason' in decoded ? decoded : { status: this.#status, headers: this.#headers, ...decoded });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end(describeFailure(error));
  }

  #giveUp(outcome: Received | NoAnswer): void {
    this.#end(outcome);
    this.#controller?.abort(new Error('given up'));
  }

  #end(outcome: Received | NoAnswer): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#settle(outcome);
  }
}

/** Some compress whatever they are asked for. */
function decode(headers: Received['headers'], bytes: Buffer): Pick<Received, 'bytes' | 'undecoded'> | NoAnswer {
  const decoders = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;
  const coding = String(headers['content-encoding'] ?? '').toLowerCase();
  if (!Object.hasOwn(decoders, coding) || bytes.length === 0) return { bytes };
  try {
    return { bytes: decoders[coding as keyof typeof decoders](bytes, { maxOutputLength: largest }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge
      : { bytes, undecoded: `a body that is no ${coding}, as it says: ${message}` };
  }
}

function describeFailure({ code = '', message }: NodeJS.ErrnoException): NoAnswer {
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return { reason: 'refused', message: `nobody answers: ${code}` };
  if (code === 'UND_ERR_INVALID_ARG') return { reason: 'unsendable', message };
  return { reason: 'closed', message: `the connection broke before the answer was there: ${message || code}` };
}
