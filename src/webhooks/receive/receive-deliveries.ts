import type { IncomingMessage, ServerResponse } from 'node:http';
import { announceUnreadBody } from '../../http.ts';
import { deliveryVerificationErrorCodes as codes, DeliveryVerificationError } from './delivery-verification-error.ts';
import { readBody } from './read-body.ts';
import type { DeliveryMemory } from './seen-deliveries.ts';
import { type VerificationOptions, type VerifiedDelivery, verifyDelivery } from './verify-delivery.ts';

/** Options of {@link receiveDeliveries}. */
export interface ReceiveOptions extends VerificationOptions {
  /** Larger bodies are a 413. In bytes; default: 1 MiB. */
  readonly maxBytes?: number | undefined;
  /**
   * Where handled deliveries are remembered: a duplicate of one is a 200 without a call of the handler, and one that comes
   * while the handler works is a 409, so that it is sent again later. Default: every delivery gets to the handler.
   */
  readonly seen?: DeliveryMemory | undefined;
}

/** A middleware of Express, or of what takes the same: Connect, or Node's own server with a function as the last argument. */
export type DeliveryMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

const defaultMaxBytes = 1024 * 1024;

/** What the receiver has set up wrong; all else is the sender's. */
const ownErrors = new Set<string>([codes.parsed, codes.secret]);
const unsigned = new Set<string>([codes.missing, codes.mismatch, codes.tooOld, codes.tooNew]);

/**
 * Makes a middleware that reads a delivery and verifies it. It reads the body itself, so no parser may come before it, unless
 * that keeps the bytes (as `request.rawBody`). The handler finds the delivery with {@link deliveryOf}, or as
 * `request.delivery`. Without a right signature the response is a 401, for a malformed delivery a 400; the body says why.
 * @throws {DeliveryVerificationError} `WEBHOOK_SECRET` if there is no secret, or an empty one
 * @example
 * ```ts
 * import express from 'express';
 * import { deliveryOf, receiveDeliveries, SeenDeliveries } from 'concordat/webhooks';
 *
 * const app = express();
 * const secret = process.env['WEBHOOK_SECRET'] as string;
 * app.post('/hooks', receiveDeliveries({ secret, seen: new SeenDeliveries() }), (request, response) => {
 *   const { id, action, records } = deliveryOf(request);
 *   console.log(id, action, records);
 *   response.sendStatus(204);
 * });
 * ```
 */
export function receiveDeliveries({
  maxBytes = defaultMaxBytes,
  seen,
  ...options
}: ReceiveOptions): DeliveryMiddleware {
  const secrets = typeof options.secret === 'string' ? [options.secret] : (options.secret ?? []);
  if (secrets.length === 0 || secrets.some((secret) => !secret)) {
    throw new DeliveryVerificationError(codes.secret, 'receiveDeliveries() needs a secret that is not empty');
  }
  const handled = new Set<string>();
  return (request, response, next) => {
    const fail = (error: unknown) => {
      if (!(error instanceof DeliveryVerificationError) || ownErrors.has(error.code)) next(error);
      else respond(response, unsigned.has(error.code) ? 401 : 400, error.code, error.message);
    };
    receive(request, response).then((isNext) => isNext && next(), fail);
  };

  /** @returns whether the handler is next; if not, there is a response, or nobody to respond to */
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const body = await readBody(request, maxBytes);
    if (body === undefined) return false;
    if (body === 'tooLarge') {
      announceUnreadBody(request, response);
      respond(response, 413, 'DELIVERY_TOO_LARGE', `the body has more than ${maxBytes} bytes`);
      return false;
    }
    const delivery = verifyDelivery({ headers: request.headers, body, ...options });
    if (seen && !(await isNew(seen, delivery.id, handled, response))) return false;
    Object.assign(request, { delivery });
    return true;
  }
}

/**
 * The delivery that {@link receiveDeliveries} has verified.
 * @throws {TypeError} if it isn't mounted before the handler
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { deliveryOf, receiveDeliveries } from 'concordat/webhooks';
 *
 * const receive = receiveDeliveries({ secret: process.env['WEBHOOK_SECRET'] as string });
 * createServer((request, response) => {
 *   receive(request, response, (error) => {
 *     if (!error) console.log(deliveryOf(request).records);
 *     response.writeHead(error ? 500 : 204).end();
 *   });
 * }).listen(8080, '127.0.0.1');
 * ```
 */
export function deliveryOf(request: IncomingMessage): VerifiedDelivery {
  const { delivery } = request as { delivery?: VerifiedDelivery };
  if (delivery) return delivery;
  throw new TypeError('the request has no verified delivery: mount receiveDeliveries() before this handler');
}

/**
 * Responds to a delivery that isn't new, and remembers a new one when its response was sent.
 * @param handled the ids of those that are being handled
 */
async function isNew(
  seen: DeliveryMemory,
  id: string,
  handled: Set<string>,
  response: ServerResponse,
): Promise<boolean> {
  if (handled.has(id)) {
    response.setHeader('Retry-After', '1');
    respond(response, 409, 'DELIVERY_IN_PROGRESS', 'this delivery is being handled');
    return false;
  }
  handled.add(id);
  let isSeen = true;
  response.once('close', async () => {
    const isHandled = response.writableFinished && response.statusCode >= 200 && response.statusCode < 300;
    try {
      if (isHandled && !isSeen) await seen.add(id);
    } catch {
      // A duplicate then gets to the handler, as it does without a memory.
    }
    handled.delete(id);
  });
  isSeen = await seen.has(id);
  if (isSeen) response.writeHead(200).end();
  return !isSeen;
}

function respond(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code, message }));
}
