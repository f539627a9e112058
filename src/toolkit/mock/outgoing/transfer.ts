import { Readable } from 'node:stream';
import { OutgoingError, outgoingErrorCodes } from '../../http/index.ts';

/** How a body is sent in pieces. */
export interface Transfer {
  /** Whether there is a `Content-Length`; else the body is chunked. */
  readonly hasLength: boolean;
  /** @param pause waits for a part of the delay */
  readonly write: (pieces: readonly Buffer[], pause: () => Promise<unknown>) => AsyncIterable<Buffer>;
}

const maxPieces = 8;

/** Starts to send a body. @param wait for a part of the delay, 0 to 1 */
export function transfer(body: Buffer, { hasLength, write }: Transfer, wait: (part: number) => Promise<unknown>) {
  const count = Math.min(maxPieces, body.length);
  const start = (index: number) => Math.floor((index * body.length) / count);
  const pieces = Array.from({ length: count }, (_, index) => body.subarray(start(index), start(index + 1)));
  const headers: Record<string, string> = hasLength ? { 'content-length': String(body.length) } : {};
  return { headers, body: Readable.from(write(pieces, () => wait(1 / count))) };
}

export async function* writeAll(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

export async function* writeSlowly(pieces: readonly Buffer[], pause: () => Promise<unknown>): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    await pause();
    yield piece;
  }
}

export async function* writeHalf(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces.slice(0, Math.floor(pieces.length / 2));
  throw new OutgoingError(outgoingErrorCodes.connection, 'the connection was closed within the body, as asked for');
}
