import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database } from '../database.ts';

export type DueListener = (webhookIds: ReadonlySet<number>) => void;

export interface DueSignalOptions {
  readonly database: Database;
  /** Of a connection that stays open, for LISTEN. */
  readonly url: string;
  /** Endpoints that may have something due, whoever owns them. */
  readonly look: () => Promise<readonly number[]>;
  /** How often it looks, since notifications may be lost; 0 for never. */
  readonly lookEveryMs: number;
}

const channel = 'concordat_due';
/** A payload has at most 8000 bytes, an id 16 digits. */
const idsInPayload = 400;
const reconnectMs = 1000;

/**
 * Tells of endpoints that may have something due: those of this process at once, other processes by NOTIFY. It only wakes up;
 * what isn't heard is found by looking. NOTIFY is no part of the transactions, as each commit with one waits for the one before.
 */
export class DueSignal {
  readonly #options: DueSignalOptions;
  readonly #process = randomUUID();
  readonly #listeners: DueListener[] = [];
  #untold = new Set<number>();
  #telling: Promise<void> | undefined;
  #client: pg.Client | undefined;
  #looking: NodeJS.Timeout | undefined;
  #reconnecting: NodeJS.Timeout | undefined;
  #connecting: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: DueSignalOptions) {
    this.#options = options;
  }

  /** To be called when what became due is durable. */
  tell(webhookIds: Iterable<number>): void {
    const due = new Set(webhookIds);
    if (due.size === 0) return;
    this.#emit(due);
    for (const id of due) this.#untold.add(id);
    this.#telling ??= this.#notify();
  }

  onDue(listener: DueListener): void {
    this.#listeners.push(listener);
    if (this.#listeners.length > 1) return;
    const { lookEveryMs } = this.#options;
    if (lookEveryMs > 0) this.#looking = setInterval(() => void this.#look(), lookEveryMs);
    this.#connecting = this.#listen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#looking);
    clearTimeout(this.#reconnecting);
    await this.#telling;
    await this.#connecting;
    await this.#client?.end().catch(() => {});
  }

  #emit(due: ReadonlySet<number>): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(due));
  }

  async #notify(): Promise<void> {
    while (this.#untold.size > 0) {
      const ids = [...this.#untold];
      this.#untold = new Set();
      const payloads: string[] = [];
      for (let at = 0; at < ids.length; at += idsInPayload) {
        payloads.push(`${this.#process} ${ids.slice(at, at + idsInPayload).join()}`);
      }
      // Whoever looks will find them.
      await this.#options.database
        .query(`select pg_notify('${channel}', payload) from unnest($1::text[]) payload`, [payloads])
        .catch(() => {});
    }
    this.#telling = undefined;
  }

  async #look(): Promise<void> {
    const ids = await this.#options.look().catch(() => []);
    if (ids.length > 0) this.#emit(new Set(ids));
  }

  async #listen(isAgain = false): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.url, keepAlive: true });
    const reconnect = () => {
      client.removeAllListeners().on('error', () => {});
      this.#client = undefined;
      void client.end().catch(() => {});
      if (this.#isClosed) return;
      // A connection that is lost in the middle of its first statement tells it twice.
      clearTimeout(this.#reconnecting);
      this.#reconnecting = setTimeout(() => {
        this.#connecting = this.#listen(true);
      }, reconnectMs);
    };
    client.on('error', reconnect).on('end', reconnect);
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      this.#client = client;
      // What was told while there was no connection wasn't heard.
      if (isAgain) await this.#look();
    } catch {
      reconnect();
    }
  }

  #hear(payload: string): void {
    const [sender, ids = ''] = payload.split(' ');
    if (sender !== this.#process) this.#emit(new Set(ids.split(',').map(Number)));
  }
}
