import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import {
  bodyTooLarge,
  malformedBody,
  type RequestValidationError,
  unknownCoding,
} from '../response/request-validation-error.ts';

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-content-codings */
const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * Reads the body of a request, and decodes its content coding.
 * @param limit of the decoded body, in bytes
 * @returns undefined for a request without a body
 * @throws {RequestValidationError} 413, 415 for an unknown content coding, 400 for a body that can't be decoded
 * @throws {Error} if something has read the body before, and left no bytes
 */
export function readBytes(message: IncomingMessage, limit: number): Promise<Buffer | undefined> | undefined {
  const {
    'content-length': length,
    'transfer-encoding': chunked,
    'content-encoding': coding = 'identity',
  } = message.headers;
  if (length === undefined && chunked === undefined) return undefined;
  if (Number(length) > limit) throw bodyTooLarge(Number(length));
  const decoder = decoderFor(coding);
  // An empty body leads to no data, so that it was read shows only in its end.
  if (message.readableDidRead || message.readableEnded) return bytesRead(message, limit);
  if (message.destroyed) throw malformedBody();
  return decoder ? decode(message, decoder, limit) : collect(message, limit);
}

/** What `express.raw()` has read and decoded; other parsers leave no bytes. */
function bytesRead({ body }: IncomingMessage & { readonly body?: unknown }, limit: number): Promise<Buffer> {
  if (!Buffer.isBuffer(body))
    throw new Error('something has read the body already: put no express.json() or other body parser before createApp');
  if (body.length > limit) throw bodyTooLarge(body.length);
  return Promise.resolve(body);
}

function decoderFor(coding: string): Transform | undefined {
  const name = coding.trim().toLowerCase();
  if (name === 'identity') return undefined;
  const create = decoders.get(name);
  if (!create) throw unknownCoding(coding);
  return create();
}

async function decode(message: IncomingMessage, decoder: Transform, limit: number): Promise<Buffer> {
  message.once('error', (error) => decoder.destroy(error));
  message.once('aborted', () => decoder.destroy());
  try {
    return await collect(message.pipe(decoder), limit);
  } finally {
    message.unpipe(decoder);
    decoder.destroy();
  }
}

function collect(source: Readable, limit: number): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  let size = 0;
  return new Promise((resolve, reject: (error: RequestValidationError) => void) => {
    const take = (chunk: Buffer) => {
      if (size + chunk.length > limit) {
        source.off('data', take).pause();
        reject(bodyTooLarge(null));
      } else {
        bytes = append(bytes, size, chunk, limit);
        size += chunk.length;
      }
    };
    source.on('data', take);
    source.once('end', () => resolve(bytes.subarray(0, size)));
    source.once('error', () => reject(malformedBody()));
    source.once('close', () => {
      if (!source.readableEnded) reject(malformedBody());
    });
  });
}

/** A chunk may be of one byte, and an object for each would take hundreds of times the body's memory. */
function append(bytes: Buffer, size: number, chunk: Buffer, limit: number): Buffer {
  if (size === 0) return chunk;
  const needed = size + chunk.length;
  const target = needed <= bytes.length ? bytes : Buffer.allocUnsafe(Math.min(limit, needed * 2));
  if (target !== bytes) bytes.copy(target, 0, 0, size);
  chunk.copy(target, size);
  return target;
}
