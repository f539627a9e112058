import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { readHeader, type WebhookHeadersInput } from './webhook-headers.ts';
import { webhookSignatureErrorCodes as codes, WebhookSignatureError } from './webhook-signature-error.ts';

/** One attempt to send a webhook. */
export interface WebhookMessage {
  /** Identifies what is sent, the same for all attempts. It has no full stop, as that separates what is signed. */
  readonly id: string;
  /** When the attempt was made; seconds are what is sent and signed. */
  readonly timestamp: Date;
  /** As it is sent. A text is sent and signed as UTF-8. */
  readonly body: string | Uint8Array;
}

/** The headers of a signed webhook. */
export interface WebhookHeaders {
  readonly 'webhook-id': string;
  /** In seconds since 1970. */
  readonly 'webhook-timestamp': string;
  /** `v1,` and base64 for each secret, separated by blanks; undefined without a secret. */
  readonly 'webhook-signature'?: string;
}

/** What {@link verifyWebhook} takes. */
export interface WebhookVerification {
  /** Of the request: Node's, or a `Headers`; names in any case. */
  readonly headers: WebhookHeadersInput;
  /** The bytes as they were received, not parsed and written again. */
  readonly body: string | Uint8Array;
  /** One of them has to have signed. Several while a secret is being replaced. */
  readonly secrets: readonly string[];
  /** How far the attempt's time may be from now, either way, in milliseconds. Default: 5 minutes. */
  readonly toleranceMs?: number | undefined;
  /** Default: the system's clock. */
  readonly now?: Date | undefined;
}

const defaultToleranceMs = 300_000;

/**
 * Makes the headers of a webhook as Standard Webhooks has them, with a signature (HMAC-SHA256) for each secret.
 * @param message what is sent, and the secrets that sign it; of a secret that begins with `whsec_`, the rest is the key in
 * base64, of any other the key is its bytes
 * @throws {WebhookSignatureError} `WEBHOOK_HEADER_MALFORMED` if the id can't be signed, `WEBHOOK_SECRET` if a secret is empty
 * @example
 * ```ts
 * import { signWebhook } from 'concordat/http';
 *
 * const body = JSON.stringify({ type: 'invoice.paid', data: { id: 7 } });
 * const secrets = ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'];
 * const headers = signWebhook({ id: 'msg_1', timestamp: new Date(), body, secrets });
 * await fetch('https://crm.example/hooks', { method: 'POST', body, headers: { ...headers } });
 * ```
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export function signWebhook(message: WebhookMessage & { readonly secrets: readonly string[] }): WebhookHeaders {
  const { id, timestamp, body, secrets } = message;
  if (!isWebhookId(id)) {
    throw new WebhookSignatureError(
      codes.malformed,
      `the id ${JSON.stringify(id)} must be printable, without a full stop`,
    );
  }
  const seconds = String(Math.floor(timestamp.getTime() / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': seconds };
  if (secrets.length === 0) return headers;
  const prefix = `${id}.${seconds}.`;
  const signatures = secrets.map((secret) => `v1,${digest(secret, prefix, body).toString('base64')}`);
  return { ...headers, 'webhook-signature': signatures.join(' ') };
}

/**
 * Verifies that one of the secrets signed a webhook, and that the attempt was made within the tolerance.
 * @returns the id, which is the same for each attempt and each repetition, and the attempt's time
 * @throws {WebhookSignatureError} whose code says why not
 * @example
 * ```ts
 * import { verifyWebhook } from 'concordat/http';
 *
 * async function receive(request: Request): Promise<Response> {
 *   const body = await request.text();
 *   const { id } = verifyWebhook({ headers: request.headers, body, secrets: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'] });
 *   return Response.json({ received: id, data: JSON.parse(body) });
 * }
 * ```
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#verifying-signatures
 */
export function verifyWebhook(verification: WebhookVerification): { readonly id: string; readonly timestamp: Date } {
  const { headers, body, secrets, toleranceMs = defaultToleranceMs, now = new Date() } = verification;
  // Nobody has signed anything with no secret at all.
  if (secrets.length === 0) throw new WebhookSignatureError(codes.secret, 'there is no secret to verify with');
  const id = requireHeader(headers, 'webhook-id');
  if (!isWebhookId(id)) throw malformed('webhook-id', 'be printable, without a full stop');
  const seconds = requireHeader(headers, 'webhook-timestamp');
  if (!/^\d{1,12}$/.test(seconds)) throw malformed('webhook-timestamp', 'be a number of seconds');
  const given = readSignatures(requireHeader(headers, 'webhook-signature'));
  // All are compared, so that the time taken tells nothing about which one it was.
  const matches = secrets.flatMap((secret) => {
    const expected = digest(secret, `${id}.${seconds}.`, body);
    return given.filter((signature) => timingSafeEqual(signature, expected));
  });
  if (matches.length === 0) {
    throw new WebhookSignatureError(
      codes.mismatch,
      'no signature in webhook-signature is one of this id, timestamp and body with a known secret: another secret signed ' +
        'it, or it was changed on the way; the body has to be the bytes as received',
    );
  }
  const timestamp = new Date(Number(seconds) * 1000);
  const age = now.getTime() - timestamp.getTime();
  if (!(Math.abs(age) <= toleranceMs)) throw outOfTime(age, toleranceMs);
  return { id, timestamp };
}

/** Printable ASCII but the full stop and the blank. */
function isWebhookId(id: string): boolean {
  return /^[!-~]{1,256}$/.test(id) && !id.includes('.');
}

/** The signatures of version 1, decoded; others, such as `v1a`, are of another scheme. */
function readSignatures(header: string): Buffer[] {
  return header.split(' ').flatMap((part) => {
    const signature = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1];
    return signature === undefined ? [] : [Buffer.from(signature, 'base64')];
  });
}

function requireHeader(headers: WebhookHeadersInput, name: string): string {
  const value = readHeader(headers, name);
  if (value === undefined) throw new WebhookSignatureError(codes.missing, `the header ${name} is missing`);
  return value;
}

function malformed(name: string, rule: string): WebhookSignatureError {
  return new WebhookSignatureError(codes.malformed, `the header ${name} must ${rule}`);
}

function outOfTime(age: number, toleranceMs: number): WebhookSignatureError {
  const seconds = Math.round(Math.abs(age) / 1000);
  const limit = `${toleranceMs / 1000} s are allowed: it was repeated, or a clock is wrong`;
  if (age > 0) return new WebhookSignatureError(codes.tooOld, `the attempt was signed ${seconds} s ago, and ${limit}`);
  return new WebhookSignatureError(codes.tooNew, `the attempt was signed ${seconds} s ahead of now, and ${limit}`);
}

function digest(secret: string, prefix: string, body: string | Uint8Array): Buffer {
  const hmac = createHmac('sha256', keyOf(secret));
  if (typeof body === 'string') return hmac.update(prefix + body).digest();
  return hmac.update(prefix).update(body).digest();
}

const maxKeys = 1000;
const keys = new Map<string, KeyObject>();

/** Making a key takes longer than signing with it. */
function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known) return known;
  const key = createSecretKey(bytesOf(secret));
  if (keys.size >= maxKeys) keys.clear();
  keys.set(secret, key);
  return key;
}

/** What `whsec_` carries in base64, else the bytes of the secret itself. */
function bytesOf(secret: string): Buffer {
  if (typeof secret !== 'string' || secret === '') throw new WebhookSignatureError(codes.secret, 'a secret is empty');
  const [, encoded] = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?)$/.exec(secret) ?? [];
  return encoded ? Buffer.from(encoded, 'base64') : Buffer.from(secret);
}
