import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StoreError, storeErrorCodes } from '../store-error.ts';
import type { StoreEvent } from '../store-options.ts';
import { Connection } from './connection.ts';
import { isConflict, toStoreError } from './database-error.ts';
import { OutageLog } from './outage-log.ts';

export interface DatabaseOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE` */
  readonly url: string;
  /** How many connections at most. Default: 10. */
  readonly maxConnections?: number;
  /** How long a statement may take, in milliseconds. Default: 10 seconds. */
  readonly statementTimeoutMs?: number;
  /** How long a connection may be waited for, a new one or one of the pool, in milliseconds. Default: 5 seconds. */
  readonly connectionTimeoutMs?: number;
  /** Called when it can't be used any more, and when it can again. Default: nothing. */
  readonly onEvent?: (event: StoreEvent) => void;
}

export interface Rows<Row> {
  readonly rows: Row[];
  /** How many rows it returned, or changed. */
  readonly rowCount: number;
}

/** What statements are sent to: the pool, each on its own, or a transaction. */
export interface Client {
  /** @throws {StoreError} `STORE_UNAVAILABLE` */
  query<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Rows<Row>>;
}

/** What the statements of a transaction are sent to. */
export interface Transaction extends Client {
  /** Has a function called when the transaction is committed. */
  onCommit(run: () => void): void;
}

/** The row of a statement that always has one. */
export function onlyRow<Row>({ rows }: Rows<Row>): Row {
  return rows[0] as Row;
}

const maxRepetitions = 5;
/** How long the outcome of a commit whose connection was lost is asked for. */
const outcomeTimeoutMs = 5000;

/** The longest time that a timer of Node can have. */
const longestTimerMs = 2 ** 31 - 1;
const withoutTimeouts =
  'set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0';

/** Whole numbers come as numbers: the contract has none above 2^53 - 1. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/** A bounded pool of connections to a PostgreSQL database. */
export class Database implements Client {
  /** The host, port and name, for messages. */
  readonly where: string;
  readonly #pool: pg.Pool;
  readonly #outages: OutageLog;

  constructor({ url, onEvent, ...options }: DatabaseOptions) {
    const { maxConnections = 10, statementTimeoutMs = 10_000, connectionTimeoutMs = 5000 } = options;
    this.where = describeUrl(url);
    this.#outages = new OutageLog(this.where, onEvent);
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'concordat-webhooks',
      max: maxConnections,
      connectionTimeoutMillis: connectionTimeoutMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      // For a server that is there no more, and so can't say that the time is up.
      query_timeout: statementTimeoutMs + 5000,
      types,
      // Not as parameters of the connection, which poolers refuse.
      onConnect: async (client) => {
        await client.query(
          `set statement_timeout = ${statementTimeoutMs}; set lock_timeout = ${statementTimeoutMs}; ` +
            `set idle_in_transaction_session_timeout = ${statementTimeoutMs}`,
        );
      },
    });
    // An idle connection is lost: the next statement gets another one.
    this.#pool.on('error', () => {});
  }

  async query<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Rows<Row>> {
    const connection = await this.#connect();
    try {
      return await connection.send<Row>(sql, values);
    } catch (error) {
      throw this.#fail(error, connection.isLost);
    } finally {
      connection.release();
    }
  }

  /**
   * Runs statements in a transaction, which is rolled back if one of them, or the function, fails. Where another transaction
   * was in the way, the function is called again. A commit whose connection is lost is looked up, so that it is known
   * whether it holds.
   * @param options.mayTakeLong whether its statements have no time limits
   * @throws {StoreError} `STORE_UNAVAILABLE`
   */
  async transaction<T>(run: (client: Transaction) => Promise<T>, { mayTakeLong = false } = {}): Promise<T> {
    for (let repetition = 0; ; repetition++) {
      try {
        return await this.#transact(run, mayTakeLong);
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (repetition === maxRepetitions) throw this.#fail(error);
      }
    }
  }

  /** The database's time, which is the same for all processes. */
  async now(): Promise<Date> {
    return onlyRow(await this.query<{ now: Date }>('select clock_timestamp() as now')).now;
  }

  /** Whether it can be reached now. */
  async isAvailable(): Promise<boolean> {
    return this.query('select 1').then(
      () => true,
      () => false,
    );
  }

  /** Waits for statements under way. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<Connection> {
    try {
      const connection = new Connection(await this.#pool.connect());
      this.#outages.connected();
      return connection;
    } catch (error) {
      // Whose turn came, and can't connect, is told otherwise.
      const isFull = error instanceof Error && error.message.startsWith('timeout exceeded');
      throw this.#fail(isFull ? new Error(inUse(this.#pool.options), { cause: error }) : error, true, true);
    }
  }

  #fail(error: unknown, isLost = false, isConnecting = false): unknown {
    const failed = toStoreError(error, this.where, isConnecting);
    if (failed instanceof StoreError) this.#outages.failed(failed, isLost);
    return failed;
  }

  async #transact<T>(run: (client: Transaction) => Promise<T>, mayTakeLong: boolean): Promise<T> {
    const connection = await this.#connect();
    const query: Client['query'] = async (sql, values) => {
      try {
        return await connection.send(sql, values, mayTakeLong ? longestTimerMs : undefined);
      } catch (error) {
        throw isConflict(error) ? error : this.#fail(error, connection.isLost);
      }
    };
    const committed: (() => void)[] = [];
    const onCommit = (each: () => void) => void committed.push(each);
    const work = async () => {
      const id = await begin(query);
      if (mayTakeLong) await query(withoutTimeouts);
      return { id, result: await run({ query, onCommit }) };
    };
    try {
      const { id, result } = await work().catch(async (error) => {
        await connection.rollBack();
        throw error;
      });
      await this.#commit(connection, query, id);
      this.#outages.committed();
      for (const each of committed) each();
      return result;
    } finally {
      connection.release();
    }
  }

  async #commit(connection: Connection, query: Client['query'], id: string): Promise<void> {
    try {
      await query('commit');
    } catch (error) {
      if (!connection.isLost) throw error;
      // Its place in the pool is needed to look, also by others that were lost with it.
      connection.release();
      if (!(await this.#isCommitted(id))) throw error;
    }
  }

  /** @throws {StoreError} `STORE_UNAVAILABLE` if it can't be found out */
  async #isCommitted(id: string): Promise<boolean> {
    const endMs = performance.now() + outcomeTimeoutMs;
    for (;;) {
      const found = await this.query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [
        id,
      ]).catch(() => undefined);
      const status = found?.rows[0]?.status;
      if (status === 'committed' || status === 'aborted') return status === 'committed';
      if (performance.now() > endMs) {
        const message = `the connection to ${this.where} was lost during a commit: it may have been carried out`;
        throw new StoreError(storeErrorCodes.unavailable, message);
      }
      await wait(100);
    }
  }
}

/** @returns the transaction's id. The server gives one only when it is asked, and sends both responses at once. */
async function begin(query: Client['query']): Promise<string> {
  const results = await query('begin; select pg_current_xact_id()::text as id');
  return onlyRow((results as unknown as [unknown, Rows<{ id: string }>])[1]).id;
}

function inUse({ max, connectionTimeoutMillis = 0 }: pg.PoolOptions): string {
  return `all ${max} connections were in use for ${connectionTimeoutMillis / 1000} s: a higher DATABASE_CONNECTIONS allows more`;
}

function describeUrl(text: string): string {
  const url = new URL(text);
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost');
  return `${host}${url.port && `:${url.port}`}${url.pathname}`;
}
