import type pg from 'pg';
import type { Rows } from './database.ts';
import { isConnectionLoss } from './database-error.ts';

/** A connection that was taken from a pool, and whether it was lost. */
export class Connection {
  readonly #client: pg.PoolClient;
  #isLost = false;
  #isReleased = false;
  /** Also of one that is lost between two statements. Without a listener, the process would end. */
  readonly #onError = () => {
    this.#isLost = true;
  };

  constructor(client: pg.PoolClient) {
    this.#client = client;
    client.on('error', this.#onError);
  }

  /** Whether it may be unknown what became of its last statement. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** @throws what `pg` does */
  async send<Row>(sql: string, values: readonly unknown[] = [], timeoutMs?: number): Promise<Rows<Row>> {
    try {
      // Without values, there may be several statements.
      const given = values.length === 0 ? {} : { values: [...values] };
      const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
      return (await this.#client.query({ text: sql, ...given, ...limit })) as unknown as Rows<Row>;
    } catch (error) {
      this.#isLost ||= isConnectionLoss(error);
      throw error;
    }
  }

  /** Ends a transaction, or the connection if that fails. */
  async rollBack(): Promise<void> {
    if (!this.#isLost) await this.send('rollback').catch(this.#onError);
  }

  /** Gives it back to the pool, which replaces one that was lost. Again, it does nothing. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#client.off('error', this.#onError);
    this.#client.release(this.#isLost);
  }
}
