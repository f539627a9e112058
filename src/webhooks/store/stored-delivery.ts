import type { Delivery, DeliveryState, WebHookEvent } from '../delivery/delivery.ts';
import { type AttemptFields, attemptWidth, type DeliveryRow, decodeAttempts } from './delivery-operation.ts';

/** How far a delivery is; it is replaced, never modified. */
export interface Progress {
  readonly state: DeliveryState;
  readonly attempts: AttemptFields;
  /** From the end of the last attempt to the next one, in milliseconds. */
  readonly retryInMs: number;
  /** When it ended, in milliseconds, and how many ended before. */
  readonly endedMs: number;
  readonly endNumber: number;
}

/** The progress of every delivery without an attempt. */
const begun: Progress = { state: 'pending', attempts: [], retryInMs: 0, endedMs: 0, endNumber: 0 };

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
  /** Where it is among those that are due: waiting for its first or a further attempt, or taken. Nowhere if it isn't pending. */
  place: 'first' | 'retry' | 'taken' | undefined;
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
    this.progress = { state, attempts, retryInMs, endedMs, endNumber };
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
    const { attempts, retryInMs } = this.progress;
    if (attempts.length === 0) return Date.parse(this.createdOn);
    return (attempts.at(-attemptWidth) as number) + (attempts.at(1 - attemptWidth) as number) + retryInMs;
  }

  toDelivery(): Delivery {
    const { id, webhookId, event, createdOn, replayOf, progress } = this;
    return {
      id,
      webhookId,
      event,
      state: progress.state,
      createdOn,
      attempts: decodeAttempts(progress.attempts),
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
    const { state, endNumber, endedMs, retryInMs, attempts } = progress;
    return [id, webhookId, createdOn, replayOf, state, endNumber, endedMs, retryInMs, attempts];
  }
}
