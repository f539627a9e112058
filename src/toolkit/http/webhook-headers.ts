import { WebhookSignatureError, webhookSignatureErrorCodes } from './webhook-signature-error.ts';

/** The headers of a request: an object such as Node's, with names in any case, or a `Headers`. */
export type WebhookHeadersInput =
  | { readonly get: (name: string) => string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * The value of a header that a request has at most once.
 * @param name in lower case
 * @returns undefined if it isn't there
 * @throws {WebhookSignatureError} `WEBHOOK_HEADER_MALFORMED` if there are several
 * @example
 * ```ts
 * import { readHeader } from 'concordat/http';
 *
 * console.log(readHeader({ 'Webhook-Id': 'msg_1' }, 'webhook-id')); // msg_1
 * ```
 */
export function readHeader(headers: WebhookHeadersInput, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const found = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
  if (found.length < 2) return found[0] as string | undefined;
  throw new WebhookSignatureError(webhookSignatureErrorCodes.malformed, `the header ${name} is there several times`);
}
