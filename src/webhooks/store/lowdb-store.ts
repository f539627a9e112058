import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Low } from 'lowdb';
import type { Clock } from '../delivery/delivery.ts';
import type { Collection, Entry, Key, Page, Query, Storage, WebHook } from '../storage.ts';
import { withBackupTarget } from './backup-target.ts';
import { planCommit, type RequestedChange } from './commit.ts';
import { allOperations, apply, type Data, emptyData, type Operation } from './data.ts';
import { LowdbDeliveries } from './deliveries/lowdb-deliveries.ts';
import { lockFolder } from './folder-lock.ts';
import { describeParents } from './folder-permissions.ts';
import { Journal } from './journal.ts';
import { LastCommit } from './last-commit.ts';
import { openFiles, removeJournals } from './open-files.ts';
import { runQuery } from './query.ts';
import { writeSnapshot } from './snapshot.ts';
import { contentsOf, type StoreContents } from './store-contents.ts';
import { StoreError, storeErrorCodes } from './store-error.ts';
import { journalPath, snapshotName } from './store-files.ts';
import { defaultSnapshotAfter, type StoreOptions, storeDefaults } from './store-options.ts';
import { checkKey } from './text.ts';

/**
 * Keeps the data in memory, in lowdb, and on disk as a snapshot, which is lowdb's file, and a journal of the changes since.
 * Changes that are requested while a commit is written are grouped into the next one.
 */
export class LowdbStore implements Storage {
  readonly #folder: string;
  readonly #db: Low<Data>;
  readonly #lock: { release(): void };
  readonly #options: StoreOptions;
  readonly #lastCommit: LastCommit;
  readonly #clock: Clock;
  readonly deliveries: LowdbDeliveries;
  #journal: Journal;
  #waiting: RequestedChange[] = [];
  #committing: Promise<void> | undefined;
  #snapshot: Promise<void> | undefined;
  #snapshotAt: number;
  #closed = false;
  readonly #backups = new Set<Operation[]>();

  private constructor(
    folder: string,
    db: Low<Data>,
    journal: Journal,
    lastCommit: LastCommit,
    lock: { release(): void },
    options: StoreOptions,
  ) {
    this.#folder = folder;
    this.#db = db;
    this.#journal = journal;
    this.#lastCommit = lastCommit;
    this.#lock = lock;
    this.#options = options;
    const parts = { ...storeDefaults, ...options };
    this.#clock = parts.clock;
    this.deliveries = new LowdbDeliveries({ ...parts, data: db.data, commit: (plan) => this.#commit(plan) });
    this.#snapshotAt = options.snapshotAfter ?? defaultSnapshotAfter;
  }

  /**
   * Opens the store in a folder, or creates one where there has never been one.
   * @throws {StoreError} if another process has it open, others can write the folder, a file is damaged, missing or of a
   * later version, or commits that were acknowledged are missing
   */
  static async open(folder: string, options: StoreOptions = {}): Promise<LowdbStore> {
    const lock = lockFolder(folder);
    const warn = (message: string, error?: unknown) => options.onEvent?.({ level: 'warn', message, error });
    try {
      const exposure = describeParents(folder);
      if (exposure !== undefined) warn(exposure);
      const { data, journal } = await openFiles(folder, warn);
      const adapter = {
        read: async () => data,
        write: (changed: Data) => writeSnapshot(join(folder, snapshotName), changed, changed.snapshot ?? []),
      };
      const db = new Low<Data>(adapter, emptyData());
      await db.read();
      const lastCommit = LastCommit.open(folder, (error) =>
        warn(
          'the number of the last commit could not be written; if the journal loses its end now, a start may not notice',
          error,
        ),
      );
      return new LowdbStore(folder, db, journal, lastCommit, lock, options);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async get<C extends Collection>(collection: C, key: Key<C>): Promise<Entry<C> | undefined> {
    return (this.#db.data[collection] as Map<Key<C>, Entry<C>>).get(key);
  }

  async list<C extends Collection>(collection: C, query?: Query<Entry<C>>): Promise<Page<Entry<C>>> {
    return runQuery(this.#db.data[collection] as Map<Key<C>, Entry<C>>, query);
  }

  async create(make: (id: number) => WebHook): Promise<WebHook> {
    let made: WebHook | undefined;
    await this.#commit(({ lastId }) => {
      made = make(lastId + 1);
      return [['put', 'webhooks', made]];
    });
    return made as WebHook;
  }

  async change<C extends Collection>(
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<Entry<C> | undefined> {
    checkKey(key);
    let before: Entry<C> | undefined;
    await this.#commit((pending) => {
      before = pending.get(collection, key);
      const after = change(before);
      if (after === before) return [];
      if (after !== undefined) return [['put', collection, after]];
      return [['delete', collection, key, this.#clock.now().getTime()]];
    });
    return before;
  }

  /**
   * Writes a consistent copy to a new file while the service runs. To use it, put it into an empty folder as `db.json`.
   * @throws {StoreError} `STORE_IO` if the file exists, is in the store's own folder, or can't be written
   */
  async backup(file: string): Promise<void> {
    const since: Operation[] = [];
    await withBackupTarget(this.#folder, file, async (target) => {
      this.#backups.add(since);
      try {
        const now = this.#clock.now();
        const data = { ...this.#db.data, journal: 0, commit: this.#journal.commit, backedUpOn: now.toISOString() };
        await writeSnapshot(target, data, allOperations(data, now.getTime()), () => since);
      } finally {
        this.#backups.delete(since);
      }
    });
  }

  /** What another store needs, beside the entries, to go on from here. */
  contents(): StoreContents {
    return contentsOf(this.#db.data);
  }

  /** Waits for changes in progress, and writes a snapshot if anything changed. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#committing;
    await this.#snapshot;
    if (this.#journal.commit > this.#db.data.commit) await this.#rotate();
    await this.#snapshot;
    await this.#journal.close();
    await this.#lastCommit.close();
    this.#lock.release();
  }

  #commit(plan: RequestedChange['plan']): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError(storeErrorCodes.io, 'the store is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ plan, resolve, reject });
      this.#committing ??= this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    // Changes that are requested in this turn of the event loop belong to the first commit.
    await undefined;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const { operations, members } = planCommit(this.#db.data, group);
      try {
        if (operations.length > 0) await this.#journal.append(operations);
        for (const operation of operations) apply(this.#db.data, operation);
        const { store, lastId } = this.#db.data;
        if (operations.length > 0) this.#lastCommit.write({ store, commit: this.#journal.commit, lastId });
        for (const backup of this.#backups) backup.push(...operations);
        this.deliveries.afterCommit();
        for (const { resolve } of members) resolve();
      } catch (cause) {
        const message = `the change can't be written to ${this.#folder}: ${(cause as Error).message}`;
        const error = new StoreError(storeErrorCodes.io, message, { cause });
        for (const { reject } of members) reject(error);
      }
      if (this.#isOutgrown() && !this.#snapshot) await this.#rotate();
    }
    this.#committing = undefined;
  }

  #isOutgrown(): boolean {
    return !this.#closed && this.#journal.size > this.#snapshotAt;
  }

  /** Begins a new journal, and a snapshot that replaces the old journals; they are removed when it is written. */
  async #rotate(): Promise<void> {
    const { data } = this.#db;
    const number = data.journal + 1;
    const old = this.#journal;
    try {
      const header = { store: data.store, journal: number, commit: old.commit };
      this.#journal = await Journal.create(journalPath(this.#folder, number), header);
    } catch (error) {
      this.#snapshotAt = old.size * 2;
      this.#options.onEvent?.({
        level: 'error',
        message: 'no new journal could be created; the old one stays in use',
        error,
      });
      return;
    }
    data.journal = number;
    data.commit = old.commit;
    data.snapshot = allOperations(data, this.#clock.now().getTime());
    this.#snapshot = this.#writeSnapshot(number, old).finally(() => {
      this.#snapshot = undefined;
      data.snapshot = undefined;
    });
  }

  async #writeSnapshot(number: number, old: Journal): Promise<void> {
    try {
      await old.close();
      await this.#lastCommit.sync();
      await this.#db.write();
      const { size } = await stat(join(this.#folder, snapshotName));
      this.#snapshotAt = this.#options.snapshotAfter ?? Math.max(defaultSnapshotAfter, size);
      await removeJournals(this.#folder, number);
    } catch (error) {
      const message = 'the snapshot could not be written; the journals are kept, so no data is lost';
      this.#options.onEvent?.({ level: 'error', message, error });
    }
  }
}
