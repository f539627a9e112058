import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { signWebhook } from '../../http.ts';

/** One attempt, as it is sent. */
export interface SignedAttempt {
  /** The delivery's, the same for all of its attempts. */
  readonly id: string;
  readonly attemptOn: Date;
  /** A text is sent as UTF-8. */
  readonly body: string | Uint8Array;
  /** The number of the event's action. */
  readonly action: number;
  /** Of the event's location, the newest first. */
  readonly secrets: readonly string[];
}

/**
 * The headers of an attempt that tell its receiver what it is, and who sent it. Without a secret there is no signature.
 * @returns `webhook-id`, `webhook-timestamp` and `webhook-signature` as Standard Webhooks has them, with a signature for each
 * secret; `X-Nexudus-Hook-Signature`, by the newest secret; `X-Nexudus-Hook-Action`
 */
export function signDelivery({ id, attemptOn, body, action, secrets }: SignedAttempt): Record<string, string> {
  const headers: Record<string, string> = {
    ...signWebhook({ id, timestamp: attemptOn, body, secrets }),
    'X-Nexudus-Hook-Action': String(action),
  };
  const [newest] = secrets;
  if (newest !== undefined) headers['X-Nexudus-Hook-Signature'] = signNexudus(body, newest);
  return headers;
}

const maxKeys = 1000;
const keys = new Map<string, KeyObject>();

/** HMAC-SHA256 in upper-case hex. Its key is the bytes of the secret, whatever it begins with. */
function signNexudus(body: string | Uint8Array, secret: string): string {
  let key = keys.get(secret);
  if (!key) {
    // Making a key takes longer than signing with it.
    key = createSecretKey(Buffer.from(secret));
    if (keys.size >= maxKeys) keys.clear();
    keys.set(secret, key);
  }
  return createHmac('sha256', key).update(body).digest('hex').toUpperCase();
}
