import { OutgoingError, type OutgoingRequest, type OutgoingResponse, outgoingErrorCodes } from '../../../src/http.ts';
import { type ClaimShare, type RunningDeliveries, startDeliveries } from '../../../src/webhooks/delivery/deliveries.ts';
import type { DeliveryQueue, Outcome } from '../../../src/webhooks/delivery/delivery-queue.ts';
import type { DeliverySettings } from '../../../src/webhooks/delivery/settings.ts';
import { FakeTime } from './fake-time.ts';
import { MemoryQueue } from './memory-queue.ts';

export interface Reply {
  /** Undefined for no response: an error after the time. */
  readonly status?: number;
  readonly afterMs?: number;
  readonly headers?: OutgoingResponse['headers'];
  readonly body?: string;
  readonly error?: OutgoingError;
}

const defaults: DeliverySettings = {
  retrySchedule: [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800].map((seconds) => seconds * 1000),
  webhookConcurrency: 8,
  concurrency: 512,
  operatorUrl: undefined,
};

/** Takes as long as a request may, and then fails. */
export const hanging: Reply = {
  afterMs: 15_000,
  error: new OutgoingError(outgoingErrorCodes.timeout, 'no complete response from receiver.example within 15 s'),
};

/** What a receiver got, and when. */
export interface Received {
  readonly webhookId: number;
  readonly id: string;
  readonly atMs: number;
}

/** Deliveries from a queue to receivers that are functions, in a time of their own. */
export class Engine<Queue extends DeliveryQueue = MemoryQueue> {
  readonly time: FakeTime;
  readonly queue: Queue;
  readonly received: Received[] = [];
  readonly requests: OutgoingRequest[] = [];
  readonly log: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  readonly observed: Outcome[] = [];
  readonly running = new Map<number, number>();
  maxRunning = 0;
  /** By webhook; others respond with 200 at once. */
  readonly replies = new Map<number, (received: Received) => Reply>();
  readonly deliveries: RunningDeliveries;

  /**
   * @param prepare puts into the queue what is there before the start
   * @param queue default: one in memory; outcomes are recorded without intervals, unless it says otherwise
   */
  constructor(
    settings: Partial<DeliverySettings> = {},
    prepare: (queue: Queue) => void = () => {},
    {
      time,
      queue,
      recordIntervalMs = 0,
      share,
    }: { time?: FakeTime; queue?: Queue; recordIntervalMs?: number; share?: ClaimShare } = {},
  ) {
    this.time = time ?? new FakeTime();
    this.queue = queue ?? (new MemoryQueue(() => this.time.monotonicMs()) as DeliveryQueue as Queue);
    prepare(this.queue);
    const write = (level: string) => (fields: object, message: string) => {
      this.log.push({ level, message, fields: fields as Record<string, unknown> });
    };
    this.deliveries = startDeliveries({
      queue: this.queue,
      client: { send: (request) => this.#receive(request) },
      sign: ({ id, attemptOn, action, secrets }) => ({
        'webhook-id': id,
        'webhook-timestamp': attemptOn.toISOString(),
        'x-nexudus-hook-action': String(action),
        'x-secrets': secrets.join(),
      }),
      secretsOf: (businessId) => [`secret of ${businessId}`],
      settings: { ...defaults, ...settings },
      clock: this.time,
      timer: this.time.timer,
      recordIntervalMs,
      share,
      random: () => 0,
      logger: { info: write('info'), warn: write('warn'), error: write('error') },
      observer: { recorded: (outcome) => this.observed.push(outcome), disabled: () => {} },
    });
  }

  /** Who received what, by webhook, in order. */
  idsOf(webhookId: number): string[] {
    return this.received.filter((one) => one.webhookId === webhookId).map(({ id }) => id);
  }

  runningOf(webhookId: number): number {
    return this.running.get(webhookId) ?? 0;
  }

  get runningInAll(): number {
    return [...this.running.values()].reduce((sum, count) => sum + count, 0);
  }

  async #receive(request: OutgoingRequest): Promise<OutgoingResponse> {
    const webhookId = Number(request.url.pathname.slice(1));
    const received = { webhookId, id: request.headers['webhook-id'] ?? '', atMs: this.time.monotonicMs() };
    this.requests.push(request);
    this.received.push(received);
    this.running.set(webhookId, this.runningOf(webhookId) + 1);
    this.maxRunning = Math.max(this.maxRunning, this.runningInAll);
    const {
      status,
      afterMs = 0,
      headers = {},
      body = '',
      error,
    } = this.replies.get(webhookId)?.(received) ?? { status: 200 };
    if (afterMs > 0) await new Promise<void>((resolve) => this.time.timer(resolve, afterMs));
    this.running.set(webhookId, this.runningOf(webhookId) - 1);
    if (error) throw error;
    return { status: status ?? 200, headers, body: Buffer.from(body), isTruncated: false };
  }
}
