import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { bodyTooLarge, malformedBody, unknownCoding } from '../contract/response/request-validation-error.ts';

const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * Reads a request's bytes, decompressed.
 * @param limit in bytes, after decompression
 * @returns undefined where there is no body
 * @throws {RequestRefused} 413, 415 for an unknown content coding, or 400 for a broken one
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const {
    'content-length': length,
    'transfer-encoding': chunked,
    'content-encoding': coding = 'identity',
  } = request.headers;
  if (length === undefined && chunked === undefined) return undefined;
  if (Number(length) > limit) throw bodyTooLarge(Number(length));
  let source: Readable = request;
  if (coding.toLowerCase() !== 'identity') {
    const decoder = decoders.get(coding.toLowerCase());
    if (!decoder) throw unknownCoding(coding);
    const decoding = decoder();
    request.once('error', (error) => decoding.destroy(error));
    source = request.pipe(decoding);
  }
  return collect(source, limit);
}

function collect(source: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    source.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        source.pause();
        reject(bodyTooLarge(null));
      } else chunks.push(chunk);
    });
    source.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    source.once('error', () => reject(malformedBody()));
    source.once('close', () => {
      if (!source.readableEnded) reject(malformedBody());
    });
  });
}
