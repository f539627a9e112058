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

interface Result extends Pick<Attempt, 'status' | 'error' | 'response'> {
  readonly retryAfterMs?: number | undefined;
}

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

  const send = async (text: string | undefined, { id, event }: TakenDelivery, attemptOn: Date): Promise<Result> => {
    const url = text === undefined ? null : parseUrl(text);
    if (!url) return { error: 'there is no valid URL' };
    const body = `[${event.record}]`;
    const { businessId, action } = event;
    try {
      const found = secretsOf(businessId);
      const secrets = found instanceof Promise ? await found : found;
      const headers = sign({ id, attemptOn, body, action, secrets });
      headers['content-type'] = 'application/json';
      headers['user-agent'] = 'concordat-webhooks';
      // Receivers tell duplicates by the id; a connection that was closed while it was idle is no failed attempt.
      const request = { url, method: 'POST', headers, body, isRepeatable: true };
      return judge(await client.send(request), clock.now());
    } catch (error) {
      if (error instanceof OutgoingError) return { error: describeError(error) };
      logger.error({ err: error, deliveryId: id }, 'an attempt failed because of an error of the service');
      return { error: 'an error of the service that sends' };
    }
  };

  return async (webhookId, url, delivery) => {
    const { id: deliveryId, attempts } = delivery;
    const on = clock.now();
    const started = clock.monotonicMs();
    const { retryAfterMs, ...result } = await send(url, delivery, on);
    const durationMs = Math.round(clock.monotonicMs() - started);
    const attempt = { on: on.toISOString(), durationMs, ...result };
    if (result.error === undefined) return { deliveryId, webhookId, attempt, next: 'succeeded' };
    if (result.status === gone) return { deliveryId, webhookId, attempt, next: 'failed', isGone: true };
    const retryInMs = planRetry(settings.retrySchedule, { attempts, retryAfterMs }, random());
    return { deliveryId, webhookId, attempt, next: retryInMs === undefined ? 'failed' : { retryInMs } };
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-410-gone */
const gone = 410;

function judge(response: OutgoingResponse, now: Date): Result {
  const { status, headers } = response;
  const excerpt = excerptOf(response);
  const result = excerpt === undefined ? { status } : { status, response: excerpt };
  if (status >= 200 && status < 300) return result;
  return { ...result, error: describeStatus(status), retryAfterMs: retryAfterOf(headers, now) };
}
