import { createSender, type SenderParts } from './attempt-sender.ts';
import { AttemptSlots } from './attempt-slots.ts';
import type { DeliveryQueue, DisabledWebHook } from './delivery-queue.ts';
import { EndpointWindow } from './endpoint-window.ts';
import { EndpointWorker, type WorkerParts } from './endpoint-worker.ts';
import type { DeliveryObserver } from './observer.ts';
import { type FinishedAttempt, OutcomeRecorder } from './outcome-recorder.ts';
import { StorageRetry } from './storage-retry.ts';
import { startTimer, type Timer } from './timer.ts';
import { withoutQuery } from './without-query.ts';

export interface DeliveriesParts extends SenderParts {
  readonly queue: DeliveryQueue;
  readonly observer: DeliveryObserver;
  /** Default: Node's. */
  readonly timer?: Timer | undefined;
  /**
   * From the start of one batch of outcomes to the next one, in milliseconds. A batch costs as much as dozens of outcomes; what
   * isn't recorded yet is sent again after a crash. Default: 5.
   */
  readonly recordIntervalMs?: number | undefined;
  /** How endpoints are shared with other processes. Default: there are none. */
  readonly share?: ClaimShare | undefined;
}

/** So that the first process that hears of many endpoints doesn't have all of them. */
export interface ClaimShare {
  /** Endpoints that are claimed in one step. */
  readonly endpoints: number;
  /** From there to the next step, in milliseconds, in which the others have theirs. */
  readonly pauseMs: number;
}

export interface RunningDeliveries {
  /**
   * Starts no more attempts, and waits for those that are running. What isn't finished in time is put back, with no attempt
   * counted. The client is to be closed afterwards.
   */
  stop(graceMs: number): Promise<void>;
}

/** Endpoints that are claimed in one step at most. */
const maxClaimed = 256;

/** How many endpoints that nobody owns are remembered with their window. */
const maxWindows = 10_000;

/** The least time between two looks at the queue without a reason. */
const minSleepMs = 10;
/** The longest, in case an endpoint becomes due in a way that nobody told. */
const maxSleepMs = 60_000;

/** Sends what is due in the queue, until it is stopped. */
export function startDeliveries(parts: DeliveriesParts): RunningDeliveries {
  const deliveries = new Deliveries(parts);
  deliveries.start();
  return deliveries;
}

class Deliveries implements RunningDeliveries {
  readonly #parts: DeliveriesParts;
  readonly #timer: Timer;
  readonly #storage: StorageRetry;
  readonly #recorder: OutcomeRecorder;
  readonly #workerParts: WorkerParts;
  readonly #workers = new Map<number, EndpointWorker>();
  /** The last used is the last. */
  readonly #windows = new Map<number, EndpointWindow>();
  #isClaiming = false;
  #isClaimWanted = false;
  #isLookWanted = false;
  #isStopping = false;
  /** Calls of the queue that a stop has to wait for. */
  readonly #calls = new Set<Promise<void>>();
  #wakeAt = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(parts: DeliveriesParts) {
    const { queue, settings, clock, logger, timer = startTimer, recordIntervalMs = 5 } = parts;
    const resumeAll = () => this.#resumeAll();
    this.#parts = parts;
    this.#timer = timer;
    this.#storage = new StorageRetry(logger, timer, resumeAll);
    const inOrder = settings.webhookConcurrency === 1;
    this.#recorder = new OutcomeRecorder({
      queue,
      storage: this.#storage,
      clock,
      timer,
      // In order, the next delivery of an endpoint waits for the outcome of the one before.
      minIntervalMs: inOrder ? 0 : recordIntervalMs,
      recorded: this.#recorded.bind(this),
      resumed: resumeAll,
    });
    this.#workerParts = {
      queue,
      storage: this.#storage,
      recorder: this.#recorder,
      slots: new AttemptSlots(settings.concurrency),
      send: createSender(parts),
      operatorUrl: settings.operatorUrl,
      inOrder,
      clock,
      timer,
      isStopping: () => this.#isStopping,
      idle: (worker) => this.#track(this.#release(worker)),
    };
  }

  start(): void {
    this.#parts.queue.onDue((webhookIds) => {
      let isClaimable = false;
      for (const id of webhookIds) {
        const worker = this.#workers.get(id);
        if (worker) worker.notify();
        else isClaimable = true;
      }
      if (isClaimable) this.#claim();
    });
    this.#wake();
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    this.#cancelTimer?.();
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const cancel = this.#timer(resolve, graceMs);
    await Promise.race([this.#workerParts.slots.whenEmpty(), isOver]);
    cancel();
    for (const worker of this.#workers.values()) worker.end();
    this.#storage.end();
    const lost = await this.#recorder.flush();
    if (lost > 0)
      this.#parts.logger.warn({ count: lost }, 'the store fails: deliveries that were attempted are attempted again');
    await Promise.all([...this.#calls, ...[...this.#workers.values()].map(({ taking }) => taking)]);
    for (const id of this.#workers.keys()) await this.#storage.run(() => this.#parts.queue.release(id));
    this.#workers.clear();
  }

  #track(call: Promise<void>): void {
    this.#calls.add(call);
    void call.finally(() => this.#calls.delete(call));
  }

  /** Looks at what has become due, and sleeps until there is more. */
  #wake(): void {
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#isLookWanted = true;
    this.#claim();
  }

  #sleep(ms: number): void {
    const { clock } = this.#parts;
    const sleepMs = Math.min(Math.max(ms, minSleepMs), maxSleepMs);
    const wakeAt = clock.monotonicMs() + sleepMs;
    if (this.#isStopping || wakeAt >= this.#wakeAt) return;
    this.#cancelTimer?.();
    this.#wakeAt = wakeAt;
    this.#cancelTimer = this.#timer(() => this.#wake(), sleepMs);
  }

  /** Starts a worker for each endpoint that has something due and that nobody owns. */
  #claim(): void {
    this.#isClaimWanted = true;
    if (!this.#isClaiming) this.#track(this.#claimAll());
  }

  async #claimAll(): Promise<void> {
    const { queue, share = { endpoints: maxClaimed, pauseMs: 0 } } = this.#parts;
    this.#isClaiming = true;
    let limit = share.endpoints;
    while (this.#isClaimWanted && !this.#isStopping) {
      this.#isClaimWanted = false;
      const claimed = await this.#storage.run(() => queue.claim(limit));
      const ids = claimed?.value ?? [];
      for (const id of ids) this.#startWorker(id);
      if (ids.length === limit) {
        this.#isClaimWanted = true;
        // Very many are claimed in no time all the same.
        limit = Math.min(limit * 2, maxClaimed);
        if (share.pauseMs > 0) await new Promise<void>((resolve) => this.#timer(resolve, share.pauseMs));
      }
      if (this.#isClaimWanted || !this.#isLookWanted) continue;
      this.#isLookWanted = false;
      const next = await this.#storage.run(() => queue.nextDueInMs());
      this.#sleep(next?.value ?? maxSleepMs);
    }
    this.#isClaiming = false;
  }

  #startWorker(id: number): void {
    const { webhookConcurrency, retrySchedule } = this.#parts.settings;
    const window = this.#windows.get(id) ?? new EndpointWindow(webhookConcurrency, Math.min(...retrySchedule));
    this.#windows.delete(id);
    const worker = new EndpointWorker(id, window, this.#workerParts);
    this.#workers.set(id, worker);
    worker.resume();
  }

  async #release(worker: EndpointWorker): Promise<void> {
    const { id, window } = worker;
    worker.end();
    await this.#storage.run(() => this.#parts.queue.release(id));
    if (this.#workers.get(id) === worker) this.#workers.delete(id);
    this.#keepWindow(id, window);
    const { clock } = this.#parts;
    if (worker.dueAt <= clock.monotonicMs()) this.#claim();
    else this.#sleep(worker.dueAt - clock.monotonicMs());
  }

  #keepWindow(id: number, window: EndpointWindow): void {
    if (this.#workers.has(id)) return;
    this.#windows.set(id, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > maxWindows && oldest !== undefined) this.#windows.delete(oldest);
  }

  #recorded(batch: readonly FinishedAttempt[], disabled: readonly DisabledWebHook[]): void {
    const { observer } = this.#parts;
    for (const { outcome } of batch) this.#workers.get(outcome.webhookId)?.recorded(outcome);
    for (const one of disabled) this.#warn(one);
    try {
      for (const { outcome, delivery } of batch) observer.recorded(outcome, delivery);
      for (const one of disabled) observer.disabled(one);
    } catch (error) {
      this.#parts.logger.error({ err: error }, 'deliveries could not be counted');
    }
  }

  #warn({ webhook, reason, failures, failingSince }: DisabledWebHook): void {
    const { Id, BusinessId, Name, URL: url, LastError } = webhook;
    const fields = { webhookId: Id, location: BusinessId, name: Name, url: withoutQuery(url), reason, failures };
    this.#parts.logger.warn({ ...fields, failingSince, lastError: LastError }, 'a webhook was disabled');
  }

  #resumeAll(): void {
    for (const worker of this.#workers.values()) worker.resume();
  }
}
