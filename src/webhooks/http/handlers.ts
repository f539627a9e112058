import type { TokenService } from '../auth/token-service.ts';
import type { DeliveryService } from '../delivery-service.ts';
import type { WebHookService } from '../webhook-service.ts';
import { createDeliveryHandlers } from './delivery-handlers.ts';
import { createSecretHandlers, type SecretUseCases } from './secret-handlers.ts';
import { createTokenHandlers } from './token-handlers.ts';
import { createWebHookHandlers } from './webhook-handlers.ts';

export interface UseCases {
  readonly webhooks: WebHookService;
  readonly deliveries: DeliveryService;
  readonly secrets: SecretUseCases;
  readonly tokens: TokenService;
  readonly now: () => Date;
}

/** Each operation of the contract as one call of a use case. */
export function createHandlers({ webhooks, deliveries, secrets, tokens, now }: UseCases) {
  return {
    ...createWebHookHandlers(webhooks),
    ...createDeliveryHandlers(deliveries, now),
    ...createSecretHandlers(secrets, now),
    ...createTokenHandlers(tokens),
  };
}
