import { CodedError } from '../contract/document/coded-error.ts';

/** The codes of {@link WebhookSignatureError}. */
export const webhookSignatureErrorCodes = {
  /** A header is missing. */
  missing: 'WEBHOOK_HEADER_MISSING',
  /** A header is there several times, or isn't what the specification has. */
  malformed: 'WEBHOOK_HEADER_MALFORMED',
  /** No known secret has signed this id, timestamp and body. */
  mismatch: 'WEBHOOK_SIGNATURE',
  /** The attempt was made before the tolerance: somebody may repeat it. */
  tooOld: 'WEBHOOK_TOO_OLD',
  /** The attempt is from a time that is ahead by more than the tolerance. */
  tooNew: 'WEBHOOK_TOO_NEW',
  /** There is no secret, or an empty one. */
  secret: 'WEBHOOK_SECRET',
} as const;

/** One of {@link webhookSignatureErrorCodes}. */
export type WebhookSignatureErrorCode = (typeof webhookSignatureErrorCodes)[keyof typeof webhookSignatureErrorCodes];

/**
 * Thrown by `signWebhook` and `verifyWebhook`; `code` says why. Neither secrets nor signatures are in the message.
 * @example
 * ```ts
 * import { verifyWebhook, WebhookSignatureError, webhookSignatureErrorCodes } from 'concordat/http';
 *
 * function isRepeated(headers: Headers, body: string, secrets: string[]): boolean {
 *   try {
 *     verifyWebhook({ headers, body, secrets });
 *     return false;
 *   } catch (error) {
 *     return error instanceof WebhookSignatureError && error.code === webhookSignatureErrorCodes.tooOld;
 *   }
 * }
 * ```
 */
export class WebhookSignatureError extends CodedError<WebhookSignatureErrorCode> {
  override readonly name = 'WebhookSignatureError';
}
