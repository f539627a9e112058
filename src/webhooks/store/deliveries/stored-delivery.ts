import type { Delivery, DeliveryState, WebHookEvent } from '../../delivery/delivery.ts';
import { type AttemptFields, attemptWidth, type DeliveryRow, decodeAttempts } from './delivery-operation.ts';

/** How far a delivery is; it is replaced, never modified. */
export interface Progress {
  readonly state: DeliveryState;
  readonly attempts: AttemptFields;
  /** From the end of the last attempt to the next one, in milliseconds. */
  readonly retryInMs: number;
  /** Unless it is pending: when it ended, in milliseconds, and a number that is higher than that of those that ended before. */
  readonly endedMs?: number;
  readonly endNumber?: number;
}

/** The progress of every delivery without an attempt. */
const begun: Progress = { state: 'pending', attempts: [], retryInMs: 0 };

/** A delivery in memory. A hundred thousand may be pending, so the event is shared, and attempts are one flat list. */
export class StoredDelivery {
  readonly id: string;
  readonly webhookId: number;
  readonly event: WebHookEvent;
  readonly createdOn: string;
  readonly replayOf: string | undefined;
  /** The number of deliveries that were made before. */
  readonly number: number;
  progress: Progress = begun;
  /** Whether it waits for its first attempt or a further one, or is taken; undefined if it has ended. The log may have removed it. */
  place: 'first' | 'retry' | 'taken' | 'removed' | undefined;
  /** When it is due, by the clock that never jumps, in milliseconds. */
  dueMs = 0;

  constructor([id, webhookId, createdOn, replayOf, state, ...more]: DeliveryRow, event: WebHookEvent, number: number) {
    this.id = id;
    this.webhookId = webhookId;
    this.event = event;
    this.createdOn = createdOn ?? event.acceptedOn;
    this.replayOf = replayOf ?? undefined;
    this.number = number;
    if (state === undefined) return;
    const [endNumber = 0, endedMs = 0, retryInMs = 0, attempts = []] = more;
    const progress = { state, attempts, retryInMs };
    this.progress = state === 'pending' ? progress : { ...progress, endedMs, endNumber };
  }

  get isPending(): boolean {
    return this.progress.state === 'pending';
  }

  /** How many attempts were made. */
  get attempts(): number {
    return this.progress.attempts.length / attemptWidth;
  }

  /** When the next attempt is due by the time of day, in milliseconds. */
  get nextAttemptMs(): number {
    return this.lastAttemptMs + this.progress.retryInMs;
  }

  /** When the last attempt ended, or else when it was made, by the time of day, in milliseconds. */
  get lastAttemptMs(): number {
    const { attempts } = this.progress;
    const [on = 0, durationMs = 0] = attempts.slice(-attemptWidth) as number[];
    return Date.parse(this.createdOn) + on + durationMs;
  }

  toDelivery(): Delivery {
    const { id, webhookId, event, createdOn, replayOf, progress } = this;
    return {
      id,
      webhookId,
      event,
      state: progress.state,
      createdOn,
      attempts: decodeAttempts(progress.attempts, createdOn),
      nextAttemptOn: this.isPending ? new Date(this.nextAttemptMs).toISOString() : undefined,
      replayOf,
    };
  }

  /** @param progress as it was when the snapshot was begun */
  toRow(progress: Progress): DeliveryRow {
    const { id, webhookId, event, replayOf = null } = this;
    const createdOn = this.createdOn === event.acceptedOn ? null : this.createdOn;
    if (progress === begun)
      return createdOn === null && replayOf === null ? [id, webhookId] : [id, webhookId, createdOn, replayOf];
    const { state, endNumber = 0, endedMs = 0, retryInMs, attempts } = progress;
    return [id, webhookId, createdOn, replayOf, state, endNumber, endedMs, retryInMs, attempts];
  }
}
