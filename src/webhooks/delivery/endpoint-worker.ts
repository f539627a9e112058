import type { SendAttempt } from './attempt-sender.ts';
import type { AttemptSlots, Slot, SlotWaiter } from './attempt-slots.ts';
import type { Clock } from './delivery.ts';
import type { DeliveryQueue, Outcome, TakenDeliveries, TakenDelivery } from './delivery-queue.ts';
import type { EndpointWindow } from './endpoint-window.ts';
import type { OutcomeRecorder } from './outcome-recorder.ts';
import type { StorageRetry } from './storage-retry.ts';
import type { Timer } from './timer.ts';

/** What all workers share. */
export interface WorkerParts {
  readonly queue: DeliveryQueue;
  readonly storage: StorageRetry;
  readonly recorder: OutcomeRecorder;
  readonly slots: AttemptSlots;
  readonly send: SendAttempt;
  readonly operatorUrl: string | undefined;
  readonly inOrder: boolean;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly isStopping: () => boolean;
  /** Called when the worker has nothing to do until a time on the monotonic clock. */
  readonly idle: (worker: EndpointWorker) => void;
}

/** The pseudo-webhook of the operators. */
const operatorId = 0;

/** When nothing is given although something is due. */
const recheckMs = 10;

/** Owns one endpoint: takes what is due there, sends it, has the outcomes recorded, and says when there is nothing to do. */
export class EndpointWorker implements SlotWaiter {
  readonly id: number;
  readonly window: EndpointWindow;
  readonly #parts: WorkerParts;
  #running = 0;
  #unrecorded = 0;
  #isTaking = false;
  #taking: Promise<void> | undefined;
  /** Since it began to take. */
  #isResumed = false;
  #isEnded = false;
  #dueAt = Number.NEGATIVE_INFINITY;
  /** Whether it was too early when it was last asked whether it may take. */
  #isEarly = false;
  #cancelTimer: (() => void) | undefined;

  constructor(id: number, window: EndpointWindow, parts: WorkerParts) {
    this.id = id;
    this.window = window;
    this.#parts = parts;
  }

  /** Resolves when the queue isn't asked any more. */
  get taking(): Promise<void> | undefined {
    return this.#taking;
  }

  /** When the next delivery is due, as far as it is known, on the monotonic clock. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** Something may be due. */
  notify(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
    this.resume();
  }

  /** Goes on, if there is something to do. */
  resume(): void {
    this.#isResumed = true;
    if (this.#isTaking || this.#isEnded) return;
    if (this.#mayTake()) this.#taking = this.#takeAll();
    else this.#rest();
  }

  /** An outcome of this endpoint is durable. */
  recorded({ next }: Outcome): void {
    this.#unrecorded--;
    if (typeof next === 'object') this.#isDueIn(next.retryInMs);
    // What follows in order had no time at which it was due until now.
    else if (this.#parts.inOrder) this.#isDueIn(0);
    if (this.#unrecorded === 0) this.resume();
  }

  /** Nothing is started any more, and outcomes of what is running don't count. */
  end(): void {
    this.#isEnded = true;
    this.#cancelTimer?.();
    this.#parts.slots.leave(this);
  }

  #isDueIn(ms: number): void {
    this.#dueAt = Math.min(this.#dueAt, this.#parts.clock.monotonicMs() + ms);
  }

  #mayTake(): boolean {
    const { isStopping, recorder, clock } = this.#parts;
    this.#isEarly = this.#startsAt() > clock.monotonicMs();
    return !this.#isEarly && this.#room() > 0 && !recorder.isFull && !isStopping();
  }

  #startsAt(): number {
    return Math.max(this.#dueAt, this.window.pausedUntil);
  }

  #room(): number {
    if (!this.#parts.inOrder) return this.window.size - this.#running;
    return this.#running + this.#unrecorded === 0 ? 1 : 0;
  }

  async #takeAll(): Promise<void> {
    this.#isTaking = true;
    do {
      this.#isResumed = false;
      while (this.#mayTake() && (await this.#take()));
    } while (this.#isResumed);
    this.#isTaking = false;
    if (!this.#isEnded) this.#rest();
  }

  /** @returns whether there may be more */
  async #take(): Promise<boolean> {
    const { slots, queue, storage, inOrder, isStopping } = this.#parts;
    const request = { responsiveness: this.window.responsiveness, running: this.#running, limit: this.#room() };
    const granted = slots.take(request);
    if (granted.length === 0) {
      slots.wait(this, request, false);
      return false;
    }
    const maxRetries = slots.takeRetries(granted.length);
    // What lowers it in the meantime isn't overwritten by what is known now.
    this.#dueAt = Number.POSITIVE_INFINITY;
    const result = await storage.run(() => queue.take(this.id, { limit: granted.length, maxRetries, inOrder }));
    const taken = this.#isEnded || isStopping() ? undefined : result?.value;
    const { deliveries = [], nextDueInMs } = taken ?? {};
    if (nextDueInMs !== undefined) this.#isDueIn(nextDueInMs);
    let retries = 0;
    for (const [index, delivery] of deliveries.entries()) {
      const isRetry = delivery.attempts > 0;
      if (isRetry) retries++;
      void this.#attempt(taken as TakenDeliveries, delivery, [granted[index] as Slot], isRetry ? 1 : 0);
    }
    slots.release(granted.slice(deliveries.length), maxRetries - retries);
    if (deliveries.length === granted.length || nextDueInMs === undefined || nextDueInMs > 0) return true;
    // What is due and wasn't given are retries, for which there may be no slots.
    if (maxRetries < granted.length) slots.wait(this, request, true);
    else this.#dueAt = this.#parts.clock.monotonicMs() + recheckMs;
    return false;
  }

  async #attempt({ webhook }: TakenDeliveries, delivery: TakenDelivery, slot: Slot[], retries: number): Promise<void> {
    const { send, operatorUrl, recorder, slots, clock } = this.#parts;
    this.#running++;
    const outcome = await send(this.id, this.id === operatorId ? operatorUrl : webhook.URL, delivery);
    const { status, durationMs } = outcome.attempt;
    if (status === undefined) this.window.failedToRespond(clock.monotonicMs());
    else this.window.responded(durationMs, this.#running);
    this.#running--;
    if (!this.#isEnded) {
      this.#unrecorded++;
      recorder.add({ outcome, delivery });
    }
    slots.release(slot, retries);
    this.resume();
  }

  /** Waits for the next delivery that is due, or hands the endpoint back. */
  #rest(): void {
    const { clock, timer, idle, isStopping } = this.#parts;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const ms = this.#startsAt() - clock.monotonicMs();
    if (isStopping()) return;
    if (ms <= 0) {
      // It has become due since. Whatever else it waits for resumes it.
      if (this.#isEarly) this.resume();
      return;
    }
    // What is due and paused would be claimed again at once.
    if (this.#running + this.#unrecorded === 0 && this.#dueAt > this.window.pausedUntil) idle(this);
    else if (Number.isFinite(ms)) this.#cancelTimer = timer(() => this.resume(), ms);
  }
}
