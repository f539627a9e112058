import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import { readHeader, verifyWebhook, type WebhookHeadersInput, WebhookSignatureError } from '../../http.ts';
import {
  deliveryVerificationErrorCodes as codes,
  DeliveryVerificationError,
  type DeliveryVerificationErrorCode,
} from './delivery-verification-error.ts';

/** Which signature a delivery has to have, and with which secret. */
export interface VerificationOptions {
  /** The location's secret; several while it is being replaced, of which one has to have signed. */
  readonly secret: string | readonly string[];
  /**
   * `standard`, the default: `webhook-signature` has to be right, which covers the id, the time and the body.
   * `nexudus`: `X-Nexudus-Hook-Signature` has to be right, which covers the body alone, so that whoever has seen a delivery
   * can repeat it for ever. For senders that have no other. One never stands in for the other.
   */
  readonly signature?: 'standard' | 'nexudus' | undefined;
  /** How far the attempt's time may be from now, either way, in milliseconds. Default: 5 minutes. */
  readonly toleranceMs?: number | undefined;
}

/** What {@link verifyDelivery} takes. */
export interface DeliveryVerification extends VerificationOptions {
  /** Of the request: Node's, or a `Headers`; names in any case. */
  readonly headers: WebhookHeadersInput;
  /** The bytes as they were received, or their text. */
  readonly body: string | Uint8Array;
  /** Default: the system's clock. */
  readonly now?: Date | undefined;
}

/** A delivery whose signature is right. */
export interface VerifiedDelivery {
  /**
   * The same for all attempts, so that duplicates are known by it. With `signature: 'nexudus'`, where no id is signed, the
   * SHA-256 of the body in hex: equal records have the same.
   */
  readonly id: string;
  /** The number of the event's action, an `eWebhookAction`. It is not signed. Undefined if the sender didn't say. */
  readonly action: number | undefined;
  /** When the attempt was made. Undefined with `signature: 'nexudus'`. */
  readonly timestamp: Date | undefined;
  /** What happened to which record: a list of one. */
  readonly records: readonly unknown[];
}

/**
 * Verifies that a delivery was signed with a secret, and not long ago.
 * @throws {DeliveryVerificationError} whose code says why it can't be trusted
 * @example
 * ```ts
 * import { verifyDelivery } from 'concordat/webhooks';
 *
 * export async function receive(request: Request): Promise<Response> {
 *   const secret = process.env['WEBHOOK_SECRET'] as string;
 *   const { id, records } = verifyDelivery({ headers: request.headers, body: await request.text(), secret });
 *   return Response.json({ received: id, count: records.length });
 * }
 * ```
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#verifying-signatures
 */
export function verifyDelivery(verification: DeliveryVerification): VerifiedDelivery {
  const { headers, body, signature = 'standard', toleranceMs, now } = verification;
  if (typeof body !== 'string' && !isUint8Array(body)) {
    throw fail(
      codes.parsed,
      'the body must be the bytes as they were received, or their text, and not what was parsed of it',
    );
  }
  const secrets = typeof verification.secret === 'string' ? [verification.secret] : verification.secret;
  try {
    const signed =
      signature === 'standard'
        ? verifyWebhook({ headers, body, secrets, toleranceMs, now })
        : { id: verifyNexudus(headers, body, secrets), timestamp: undefined };
    return { ...signed, action: readAction(headers), records: readRecords(body) };
  } catch (error) {
    if (!(error instanceof WebhookSignatureError)) throw error;
    throw new DeliveryVerificationError(error.code, error.message, { cause: error });
  }
}

/** @returns the SHA-256 of the body in hex */
function verifyNexudus(headers: WebhookHeadersInput, body: string | Uint8Array, secrets: readonly string[]): string {
  if (secrets.length === 0 || secrets.includes('')) throw fail(codes.secret, 'there is no secret, or an empty one');
  const name = 'X-Nexudus-Hook-Signature';
  const given = readHeader(headers, name.toLowerCase());
  if (given === undefined) throw fail(codes.missing, `the header ${name} is missing`);
  if (!/^[\da-f]{64}$/i.test(given)) throw fail(codes.malformed, `the header ${name} must be 64 hex digits`);
  const signature = Buffer.from(given, 'hex');
  const matches = secrets.filter((secret) =>
    timingSafeEqual(signature, createHmac('sha256', secret).update(body).digest()),
  );
  if (matches.length > 0) return hash('sha256', body);
  throw fail(
    codes.mismatch,
    `${name} is not one of this body with a known secret: another secret signed it, or it was changed`,
  );
}

function readAction(headers: WebhookHeadersInput): number | undefined {
  const action = readHeader(headers, 'x-nexudus-hook-action');
  if (action === undefined || /^\d{1,9}$/.test(action)) return action === undefined ? undefined : Number(action);
  throw fail(codes.malformed, 'the header X-Nexudus-Hook-Action must be a number');
}

function readRecords(body: string | Uint8Array): unknown[] {
  let records: unknown;
  try {
    records = JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString());
  } catch (cause) {
    throw new DeliveryVerificationError(codes.records, 'the body is not JSON', { cause });
  }
  if (Array.isArray(records)) return records;
  throw fail(codes.records, 'the body is not a JSON array');
}

function fail(code: DeliveryVerificationErrorCode, message: string): DeliveryVerificationError {
  return new DeliveryVerificationError(code, message);
}
