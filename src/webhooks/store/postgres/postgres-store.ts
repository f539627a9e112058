import type { Collection, Entry, Key, Page, Query, Storage, WebHook } from '../../storage.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { PostgresEntries } from './entries.ts';
import { migrate } from './migrate.ts';

/** Keeps the data in a PostgreSQL database, which several processes can share. */
export class PostgresStore implements Storage {
  readonly database: Database;
  readonly #entries: PostgresEntries;

  private constructor(database: Database) {
    this.database = database;
    this.#entries = new PostgresEntries(database, async () => {});
  }

  /**
   * Connects to a database, and brings its schema up to date.
   * @throws {StoreError} `STORE_UNAVAILABLE`, `STORE_FOREIGN`
   */
  static async open(options: DatabaseOptions): Promise<PostgresStore> {
    const database = new Database(options);
    try {
      await migrate(database);
      return new PostgresStore(database);
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

  close(): Promise<void> {
    return this.database.close();
  }
}
