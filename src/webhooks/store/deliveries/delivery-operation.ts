import { type Attempt, type DeliveryState, deliveryStates, type WebHookEvent } from '../../delivery/delivery.ts';
import { isUuid } from './event-ids.ts';

/** An event as it is stored: id, location, action, record, time of acceptance. */
export type EventFields = readonly [string, number, number, string, string];

/**
 * The attempts of a delivery, five fields each: when it began, in milliseconds since the delivery was made, and the others of
 * an `Attempt` in their order. Small numbers take less memory than times of day.
 */
export type AttemptFields = readonly (number | string | null)[];
export const attemptWidth = 5;

/**
 * A delivery as it is stored: id and webhook; when it was made and what it repeats, if it wasn't made with its event; its state,
 * unless it is pending without any attempt: number and time of its end, delay until the next attempt, attempts.
 */
export type DeliveryRow = readonly [
  string,
  number,
  (string | null)?,
  (string | null)?,
  DeliveryState?,
  number?,
  number?,
  number?,
  AttemptFields?,
];

/** What changes deliveries. All of them can be applied twice. */
export type DeliveryOperation =
  /** An event with new deliveries. In a snapshot, with deliveries in any state. */
  | readonly ['deliveries', EventFields, readonly DeliveryRow[]]
  /** The attempt of this number, and its fields; then the state, or in how many milliseconds the next one is due. */
  | readonly ['attempt', string, number, AttemptFields, 'succeeded' | 'failed' | number]
  /** Of a webhook: `LastTrigger`, `LastError`, `ErrorCount`, `Active`, failures in a row, and since when. */
  | readonly ['health', number, string | null, string | null, number, boolean, number, string | null]
  /** Ids of events, as `EventIds` encodes them. */
  | readonly ['seen', string];

export function encodeEvent({ id, businessId, action, record, acceptedOn }: WebHookEvent): EventFields {
  return [id, businessId, action, record, acceptedOn];
}

export function decodeEvent([id, businessId, action, record, acceptedOn]: EventFields): WebHookEvent {
  return { id, businessId, action, record, acceptedOn };
}

/** @param createdOn when the delivery was made */
export function encodeAttempt({ on, durationMs, status, error, response }: Attempt, createdOn: string): AttemptFields {
  return [Date.parse(on) - Date.parse(createdOn), durationMs, status ?? null, error ?? null, response ?? null];
}

export function decodeAttempts(fields: AttemptFields, createdOn: string): Attempt[] {
  const createdMs = Date.parse(createdOn);
  const attempts: Attempt[] = [];
  for (let at = 0; at < fields.length; at += attemptWidth) {
    const [on, durationMs, status, error, response] = fields.slice(at, at + attemptWidth) as [
      number,
      number,
      number | null,
      string | null,
      string | null,
    ];
    attempts.push({
      on: new Date(createdMs + on).toISOString(),
      durationMs,
      ...(status !== null && { status }),
      ...(error !== null && { error }),
      ...(response !== null && { response }),
    });
  }
  return attempts;
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isTextOrNull = (value: unknown) => value === null || typeof value === 'string';

/** Whether something that was read from a file can be applied. */
export function isDeliveryOperation(value: readonly unknown[]): boolean {
  switch (value[0]) {
    case 'deliveries':
      return isEvent(value[1]) && Array.isArray(value[2]) && value[2].every(isRow);
    case 'attempt': {
      const [, id, number, fields, next] = value;
      const isNext = next === 'succeeded' || next === 'failed' || (Number.isFinite(next) && (next as number) >= 0);
      return typeof id === 'string' && isId(number) && isAttempts(fields) && fields.length === attemptWidth && isNext;
    }
    case 'health': {
      const [, id, lastTrigger, lastError, errorCount, active, failures, since] = value;
      const isRecord = isTextOrNull(lastTrigger) && isTextOrNull(lastError) && isId(errorCount);
      return isRecord && isId(id) && typeof active === 'boolean' && isId(failures) && (since === null || isTime(since));
    }
    case 'seen':
      return typeof value[1] === 'string';
    default:
      return false;
  }
}

function isEvent(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [id, businessId, action, record, acceptedOn] = value;
  return isUuid(id) && isId(businessId) && isId(action) && typeof record === 'string' && isTime(acceptedOn);
}

function isRow(value: unknown): boolean {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || !isId(value[1])) return false;
  if (value.length === 2) return true;
  const [, , createdOn, replayOf, state, number, endedMs, retryInMs, attempts] = value;
  if (!(createdOn === null || isTime(createdOn)) || !isTextOrNull(replayOf)) return false;
  if (value.length === 4) return true;
  return deliveryStates.includes(state) && [number, endedMs, retryInMs].every(Number.isFinite) && isAttempts(attempts);
}

function isAttempts(value: unknown): value is AttemptFields {
  if (!Array.isArray(value) || value.length % attemptWidth !== 0) return false;
  for (let at = 0; at < value.length; at += attemptWidth) {
    const [on, durationMs, status, error, response] = value.slice(at, at + attemptWidth);
    if (!Number.isFinite(on) || !Number.isFinite(durationMs)) return false;
    if (!(status === null || Number.isFinite(status)) || !isTextOrNull(error) || !isTextOrNull(response)) return false;
  }
  return true;
}
