/** Whether the log of deliveries says what the receiver saw. */
import type { ListedAttempt, ListedDelivery, ListedWebHook } from './client.ts';
import type { Received } from './receiver.ts';

export interface LogFigures {
  deliveries: number;
  /** In the log. */
  attempts: number;
  /** Attempts that were received and aren't in the log. */
  unrecorded: number;
  /** Attempts that were received after one that had succeeded. */
  duplicates: number;
}

const isMatch = ({ Status }: ListedAttempt, { response }: Received) =>
  Status === null ? response === 'reset' : response === Status;

/** The attempts in the log are some of those that were received, in the same order. */
function isPartOf(attempts: readonly ListedAttempt[], received: readonly Received[]): boolean {
  let at = 0;
  for (const attempt of attempts) {
    while (at < received.length && !isMatch(attempt, received[at] as Received)) at++;
    if (at++ >= received.length) return false;
  }
  return true;
}

/** Compares what the log has of one webhook with what was received there. Everything must have ended. */
export function checkLog(
  name: string,
  log: readonly ListedDelivery[],
  received: readonly Received[],
  maxAttempts: number,
  figures: LogFigures,
): string[] {
  const wrong: string[] = [];
  const byId = Map.groupBy(received, ({ id }) => id);
  const events = new Map<string, string>();
  for (const { Id, EventId, State, Attempts } of log) {
    const seen = byId.get(Id) ?? [];
    byId.delete(Id);
    figures.deliveries++;
    figures.attempts += Attempts.length;
    figures.unrecorded += seen.length - Attempts.length;
    const first = seen.findIndex(({ response }) => response === 200);
    if (first !== -1) figures.duplicates += seen.length - 1 - first;
    const where = `${name}: delivery ${Id} of event ${EventId}`;
    if (events.has(EventId)) wrong.push(`${where}: so is ${events.get(EventId)}`);
    events.set(EventId, Id);
    if (seen.some(({ record }) => record.EventId !== EventId)) wrong.push(`${where}: another record was received`);
    if (!isPartOf(Attempts, seen)) {
      wrong.push(
        `${where}: the log has ${Attempts.map(({ Status }) => Status)}, and ${seen.map(({ response }) => response)} was sent`,
      );
    }
    const last = Attempts.at(-1)?.Status;
    const isRight = State === 'succeeded' ? last === 200 : State === 'failed' && Attempts.length === maxAttempts;
    const failures = Attempts.filter(({ Error: error }) => error !== null).length;
    const isCounted = failures === Attempts.length - (State === 'succeeded' ? 1 : 0);
    if (!isRight || !isCounted) wrong.push(`${where} is ${State} after ${Attempts.map(({ Status }) => Status)}`);
  }
  for (const [id, seen] of byId) wrong.push(`${name}: ${id} was received ${seen.length} times, and isn't in the log`);
  return wrong;
}

/** The health of a webhook says what the attempts in the log say. */
export function checkHealth(name: string, webhook: ListedWebHook, log: readonly ListedDelivery[]): string[] {
  const attempts = log.flatMap(({ Attempts }) => Attempts);
  const errors = attempts.flatMap(({ Error: error }) => error ?? []);
  const [last = ''] = attempts
    .map(({ StartedOn }) => StartedOn)
    .sort()
    .reverse();
  const wrong: string[] = [];
  if (webhook.ErrorCount !== errors.length) {
    wrong.push(`${name}: ErrorCount is ${webhook.ErrorCount}, and ${errors.length} attempts failed`);
  }
  const lastTrigger = last === '' ? null : `${last.slice(0, 19)}Z`;
  if (webhook.LastTrigger !== lastTrigger) {
    wrong.push(`${name}: LastTrigger is ${webhook.LastTrigger}, and the last attempt was at ${last}`);
  }
  const isKnown = webhook.LastError === null ? errors.length === 0 : errors.includes(webhook.LastError);
  if (!isKnown) wrong.push(`${name}: LastError is ${webhook.LastError}, which no attempt had`);
  return wrong;
}
