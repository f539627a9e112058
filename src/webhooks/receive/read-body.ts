import type { IncomingMessage } from 'node:http';
import { isUint8Array } from 'node:util/types';
import { DeliveryVerificationError, deliveryVerificationErrorCodes } from './delivery-verification-error.ts';

/** What parsers that were mounted before may have left. */
interface WithBody {
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/**
 * The bytes of a request's body. What another parser has kept of them is taken: `rawBody`, or a `body` of bytes or text.
 * @returns undefined if the client closed the connection
 * @throws {DeliveryVerificationError} `DELIVERY_PARSED` if another parser has read them and kept none
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array | string | 'tooLarge' | undefined> {
  const { body, rawBody } = request as WithBody;
  for (const kept of [rawBody, body]) if (isUint8Array(kept) || typeof kept === 'string') return kept;
  if (request.readableDidRead) {
    throw new DeliveryVerificationError(
      deliveryVerificationErrorCodes.parsed,
      'the body was read by a parser that is mounted before receiveDeliveries(): mount it after this route, or let it keep ' +
        'the bytes, as express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } }) does',
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        request.off('data', onData).pause();
        resolve('tooLarge');
      }
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => resolve(undefined));
    request.once('error', () => resolve(undefined));
  });
}
