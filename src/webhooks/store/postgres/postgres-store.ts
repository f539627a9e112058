import type { Collection, Entry, Key, Page, Query, Storage, WebHook } from '../../storage.ts';
import { type StoreOptions, storeDefaults } from '../store-options.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { PostgresDeliveries } from './deliveries/postgres-deliveries.ts';
import { PostgresEntries } from './entries.ts';
import { migrate } from './migrate.ts';

export type PostgresStoreOptions = DatabaseOptions & Omit<StoreOptions, 'snapshotAfter'>;

/** Keeps the data in a PostgreSQL database, which several processes can share. */
export class PostgresStore implements Storage {
  readonly database: Database;
  readonly deliveries: PostgresDeliveries;
  readonly #entries: PostgresEntries;

  private constructor(database: Database, deliveries: PostgresDeliveries) {
    this.database = database;
    this.deliveries = deliveries;
    this.#entries = new PostgresEntries(database, (client, before, after) =>
      deliveries.onWebHookChanged(client, before, after),
    );
  }

  /**
   * Connects to a database, and brings its schema up to date.
   * @throws {StoreError} `STORE_UNAVAILABLE`, `STORE_FOREIGN`
   */
  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const database = new Database(options);
    try {
      await migrate(database);
      const onError = (error: Error) =>
        options.onEvent?.({ level: 'warn', message: 'the database fails, which is tried again', error });
      return new PostgresStore(
        database,
        await PostgresDeliveries.open({ database, ...storeDefaults, ...options, onError }),
      );
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  get<C extends Collection>(collection: C, key: Key<C>): Promise<Entry<C> | undefined> {
    return this.#entries.get(collection, key);
  }

  list<C extends Collection>(collection: C, query?: Query<Entry<C>>): Promise<Page<Entry<C>>> {
    return this.#entries.list(collection, query);
  }

  create(make: (id: number) => WebHook): Promise<WebHook> {
    return this.#entries.create(make);
  }

  change<C extends Collection>(
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<Entry<C> | undefined> {
    return this.#entries.change(collection, key, change);
  }

  /** Hands back the endpoints that this process owns. */
  async close(): Promise<void> {
    await this.deliveries.close();
    await this.database.close();
  }
}
