import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { RequestRefused } from '../contract/request-refused.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

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
    const decoder = decoders[coding.toLowerCase()];
    if (!decoder)
      throw new RequestRefused(415, [
        { in: 'header', path: ['Content-Encoding'], keyword: 'contentType', value: coding },
      ]);
    const decoding = decoder();
    request.once('error', (error) => decoding.destroy(error));
    source = request.pipe(decoding);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(null);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof RequestRefused) throw error;
    throw new RequestRefused(400, [{ in: 'body', path: [], keyword: 'syntax' }]);
  }
  return Buffer.concat(chunks);
}

function tooLarge(value: number | null): RequestRefused {
  return new RequestRefused(413, [{ in: 'header', path: ['Content-Length'], keyword: 'contentLength', value }]);
}
