import type { Collection, Entry, Key, Page, Query, Storage, WebHook } from '../../storage.ts';
import { type StoreOptions, storeDefaults } from '../store-options.ts';
import { checkServer } from './check-server.ts';
import { findOtherKey, type KeyPurpose, setKey } from './confirm-key.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { PostgresDeliveries, type PostgresDeliveriesParts } from './deliveries/postgres-deliveries.ts';
import { PostgresEntries } from './entries.ts';
import { migrate } from './migrate.ts';
import { SharedSignInDelay } from './shared-sign-in-delay.ts';
import { createSharedThrottle, removeOldCounts } from './shared-throttle.ts';

export type PostgresStoreOptions = DatabaseOptions &
  Omit<StoreOptions, 'snapshotAfter'> &
  Pick<Partial<PostgresDeliveriesParts>, 'lookEveryMs'>;

/** Keeps the data in a PostgreSQL database, which several processes can share. */
export class PostgresStore implements Storage {
  readonly database: Database;
  readonly deliveries: PostgresDeliveries;
  readonly signInDelay: SharedSignInDelay;
  readonly entries: PostgresEntries;

  private constructor(database: Database, deliveries: PostgresDeliveries) {
    this.database = database;
    this.deliveries = deliveries;
    this.signInDelay = new SharedSignInDelay(database);
    this.entries = new PostgresEntries(database, (client, before, after) =>
      deliveries.onWebHookChanged(client, before, after),
    );
  }

  /**
   * Connects to a database, and brings its schema up to date.
   * @throws {StoreError} `STORE_UNAVAILABLE`; `STORE_FOREIGN` if it can't be used: the server is too old, a later version made
   * the schema, the user may not make it, or the tables are another program's
   */
  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const database = new Database(options);
    try {
      await checkServer(database);
      await migrate(database);
      const onError = (error: Error) =>
        options.onEvent?.({ level: 'warn', message: `deliveries in the database failed: ${error.message}`, error });
      const deliveries = await PostgresDeliveries.open({ database, ...storeDefaults, ...options, onError });
      return new PostgresStore(database, deliveries);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  get<C extends Collection>(collection: C, key: Key<C>): Promise<Entry<C> | undefined> {
    return this.entries.get(collection, key);
  }

  list<C extends Collection>(collection: C, query?: Query<Entry<C>>): Promise<Page<Entry<C>>> {
    return this.entries.list(collection, query);
  }

  create(make: (id: number) => WebHook): Promise<WebHook> {
    return this.entries.create(make);
  }

  change<C extends Collection>(
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<Entry<C> | undefined> {
    return this.entries.change(collection, key, change);
  }

  /** As `createThrottle`, over all processes. */
  createThrottle(perSecond: number): (who: string) => Promise<number> {
    return createSharedThrottle(this.database, perSecond);
  }

  /** @returns the fingerprint of the key that the other processes have, if it isn't one of these */
  findOtherKey(purpose: KeyPurpose, fingerprints: readonly string[]): Promise<string | undefined> {
    return findOtherKey(this.database, purpose, fingerprints);
  }

  setKey(purpose: KeyPurpose, fingerprint: string): Promise<void> {
    return setKey(this.database, purpose, fingerprint);
  }

  /** Removes failed sign-ins and counts of requests that don't matter any more. */
  async removeExpired(): Promise<void> {
    await this.signInDelay.removeExpired();
    await removeOldCounts(this.database);
  }

  async close(): Promise<void> {
    await this.deliveries.close();
    await this.database.close();
  }
}
