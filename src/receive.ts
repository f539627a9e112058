/** What receivers of the WebHooks service's deliveries import: `concordat/webhooks`. It loads neither Express nor the service. */
export { eWebhookAction } from '../generated/enums.ts';
export { CodedError, type WebhookHeadersInput } from './http.ts';
export * from './webhooks/receive/index.ts';
