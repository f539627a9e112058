import { OutgoingError, type OutgoingRequest, type OutgoingResponse } from '../../http.ts';
import { describeError, describeStatus } from './attempt-error.ts';
import type { Attempt, Clock } from './delivery.ts';
import type { Outcome, TakenDelivery } from './delivery-queue.ts';
import type { DeliveryLogger } from './observer.ts';
import { excerptOf } from './response-excerpt.ts';
import { retryAfterOf } from './retry-after.ts';
import { planRetry } from './retry-schedule.ts';
import type { DeliverySettings } from './settings.ts';

/** What a delivery's signatures depend on. */
export interface SignedParts {
  readonly id: string;
  readonly attemptOn: Date;
  readonly body: string;
  readonly action: number;
  readonly secrets: readonly string[];
}

export interface SenderParts {
  readonly client: { send(request: OutgoingRequest): Promise<OutgoingResponse> };
  /** Returns the headers that identify and sign a delivery. */
  readonly sign: (parts: SignedParts) => Record<string, string>;
  /** The secrets of a location, the current one first; none if it has none. */
  readonly secretsOf: (businessId: number) => readonly string[] | Promise<readonly string[]>;
  readonly settings: DeliverySettings;
  readonly clock: Clock;
  readonly logger: DeliveryLogger;
  /** From 0 to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Sends one delivery to a URL, once. Never rejects. */
export type SendAttempt = (webhookId: number, url: string | undefined, delivery: TakenDelivery) => Promise<Outcome>;

const maxUrls = 1000;

export function createSender(parts: SenderParts): SendAttempt {
  const { client, sign, secretsOf, settings, clock, logger, random = Math.random } = parts;
  const urls = new Map<string, URL | null>();

  const parseUrl = (text: string) => {
    const known = urls.get(text);
    if (known !== undefined) return known;
    if (urls.size >= maxUrls) urls.clear();
    const url = URL.parse(text);
    urls.set(text, url);
    return url;
  };

  const send = async (text: string | undefined, { id, event }: TakenDelivery, attemptOn: Date) => {
    const url = text === undefined ? null : parseUrl(text);
    if (!url) return 'there is no valid URL';
    const body = `[${event.record}]`;
    const { businessId, action } = event;
    try {
      const found = secretsOf(businessId);
      const secrets = found instanceof Promise ? await found : found;
      const headers = sign({ id, attemptOn, body, action, secrets });
      headers['content-type'] = 'application/json';
      headers['user-agent'] = 'concordat-webhooks';
      return await client.send({ url, method: 'POST', headers, body });
    } catch (error) {
      if (error instanceof OutgoingError) return describeError(error);
      logger.error({ err: error, deliveryId: id }, 'a delivery could not be sent because of an error of the service');
      return 'an error of the service that sends';
    }
  };

  return async (webhookId, url, delivery) => {
    const on = clock.now();
    const started = clock.monotonicMs();
    const response = await send(url, delivery, on);
    const timing = { on: on.toISOString(), durationMs: Math.round(clock.monotonicMs() - started) };
    const outcome = (attempt: Attempt, next: Outcome['next']): Outcome => ({
      deliveryId: delivery.id,
      webhookId,
      attempt,
      next,
    });
    const retry = (retryAfterMs: number | undefined) => {
      const { attempts } = delivery;
      const retryInMs = planRetry(settings.retrySchedule, { attempts, retryAfterMs }, random());
      return retryInMs === undefined ? ('failed' as const) : { retryInMs };
    };
    if (typeof response === 'string') return outcome({ ...timing, error: response }, retry(undefined));
    const { status, headers } = response;
    const excerpt = excerptOf(response);
    const attempt = { ...timing, status, ...(excerpt !== undefined && { response: excerpt }) };
    if (status >= 200 && status < 300) return outcome(attempt, 'succeeded');
    const failed = { ...attempt, error: describeStatus(status) };
    if (status === 410) return { ...outcome(failed, 'failed'), isGone: true };
    return outcome(failed, retry(retryAfterOf(headers, clock.now())));
  };
}
