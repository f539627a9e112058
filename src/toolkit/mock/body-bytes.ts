import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { RequestRefused } from '../contract/request-refused.ts';

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
  if (Number(length) > limit) throw tooLarge(Number(length));
  let source: Readable = request;
  if (coding.toLowerCase() !== 'identity') {
    const decoder = decoders.get(coding.toLowerCase());
    if (!decoder)
      throw new RequestRefused(415, [
        { in: 'header', path: ['Content-Encoding'], keyword: 'contentType', value: coding },
      ]);
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
        reject(tooLarge(null));
      } else chunks.push(chunk);
    });
    source.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    source.once('error', () => reject(new RequestRefused(400, [{ in: 'body', path: [], keyword: 'syntax' }])));
    source.once('close', () => {
      if (!source.readableEnded) reject(new RequestRefused(400, [{ in: 'body', path: [], keyword: 'syntax' }]));
    });
  });
}

function tooLarge(value: number | null): RequestRefused {
  return new RequestRefused(413, [{ in: 'header', path: ['Content-Length'], keyword: 'contentLength', value }]);
}
