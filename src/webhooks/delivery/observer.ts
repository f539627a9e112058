import type { DisabledWebHook, Outcome, TakenDelivery } from './delivery-queue.ts';

/** Is told what happened, once it is durable. */
export interface DeliveryObserver {
  recorded(outcome: Outcome, delivery: TakenDelivery): void;
  disabled(disabled: DisabledWebHook): void;
}

/** Where warnings go; pino's logger is one. */
export interface DeliveryLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
