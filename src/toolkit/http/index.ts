export { type AddressRange, type AllowedTarget, parseAllowedTargets } from './allowed-target.ts';
export type { GuardOptions } from './guarded-connector.ts';
export { createDnsLookup, type DnsOptions, type Lookup, lookUpInSystem } from './name-lookup.ts';
export {
  OutgoingClient,
  type OutgoingOptions,
  type OutgoingRequest,
  type OutgoingResponse,
} from './outgoing-client.ts';
export { OutgoingError, type OutgoingErrorCode, outgoingErrorCodes } from './outgoing-error.ts';
export { isAllowedAddress, judgeUrl, type TargetPolicy, type UrlVerdict } from './target-policy.ts';
export { announceUnreadBody } from './unread-body.ts';
export { readHeader, type WebhookHeadersInput } from './webhook-headers.ts';
export {
  signWebhook,
  verifyWebhook,
  type WebhookHeaders,
  type WebhookMessage,
  type WebhookVerification,
} from './webhook-signature.ts';
export {
  WebhookSignatureError,
  type WebhookSignatureErrorCode,
  webhookSignatureErrorCodes,
} from './webhook-signature-error.ts';
