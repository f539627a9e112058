import { CodedError, webhookSignatureErrorCodes } from '../../http.ts';

/** The codes of {@link DeliveryVerificationError}. */
export const deliveryVerificationErrorCodes = {
  ...webhookSignatureErrorCodes,
  /** The body was parsed before it was verified: a signature is of the bytes as they were received. */
  parsed: 'DELIVERY_PARSED',
  /** The signature is right, and the body is no JSON array. */
  records: 'DELIVERY_RECORDS',
} as const;

/** One of {@link deliveryVerificationErrorCodes}. */
export type DeliveryVerificationErrorCode =
  (typeof deliveryVerificationErrorCodes)[keyof typeof deliveryVerificationErrorCodes];

/**
 * A delivery that can't be trusted; `code` says why. Neither secrets nor signatures are in the message.
 * @example
 * ```ts
 * import { DeliveryVerificationError, deliveryVerificationErrorCodes, verifyDelivery } from 'concordat/webhooks';
 *
 * export function receive(headers: Headers, body: string, secret: string): Response {
 *   try {
 *     return Response.json(verifyDelivery({ headers, body, secret }).id);
 *   } catch (error) {
 *     if (!(error instanceof DeliveryVerificationError)) throw error;
 *     const isSigned = error.code === deliveryVerificationErrorCodes.records;
 *     return new Response(error.message, { status: isSigned ? 400 : 401 });
 *   }
 * }
 * ```
 */
export class DeliveryVerificationError extends CodedError<DeliveryVerificationErrorCode> {
  override readonly name = 'DeliveryVerificationError';
}
