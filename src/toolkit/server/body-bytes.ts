import { type Request, type Response, raw } from 'express';
import { bodyTooLarge, malformedBody, unknownCoding } from '../contract/response/request-validation-error.ts';

/**
 * Reads a request's bytes, decompressed, up to a limit.
 * @param limit in bytes, after decompression
 * @returns undefined where there is no body; it throws {RequestRefused} 413, 415 for an unknown content coding, or 400
 */
export function createBytesReader(limit: number) {
  const read = raw({ type: () => true, limit });
  return (request: Request, response: Response): Promise<Buffer | undefined> | undefined => {
    const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
    if (length === undefined && chunked === undefined) return undefined;
    if (Number(length) > limit) throw bodyTooLarge(Number(length));
    if (request.body !== undefined && !Buffer.isBuffer(request.body))
      throw new Error(
        'the body was read before it came here: let no express.json() or other parser go before createApp',
      );
    return new Promise((resolve, reject) => {
      read(request, response, (error?: Error & { status?: number }) => {
        if (!error) resolve(request.body as Buffer | undefined);
        else if (error.status === 413) reject(bodyTooLarge(null));
        else if (error.status === 415) reject(unknownCoding(request.headers['content-encoding']));
        else reject(malformedBody());
      });
    });
  };
}
