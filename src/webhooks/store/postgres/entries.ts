import type { Collection, Entry, Key, Page, Query, Storage, WebHook } from '../../storage.ts';
import { checkKey, isStorable } from '../text.ts';
import type { Client, Database, Transaction } from './database.ts';
import { KeyedReads } from './keyed-reads.ts';
import { KeyedTurns } from './keyed-turns.ts';
import { listStatement } from './list-statement.ts';
import { formats, type Row } from './rows.ts';
import { columnOf, tables } from './tables.ts';

/**
 * Called in the transaction that changes or removes a webhook, whose row it has locked. Not for a new one, which nothing
 * depends on yet.
 * @param after undefined if it is removed
 */
export type OnWebHookChanged = (client: Transaction, before: WebHook, after: WebHook | undefined) => Promise<void>;

/** Webhooks, users, tokens and secrets in their tables. */
export class PostgresEntries implements Omit<Storage, 'close'> {
  readonly #database: Database;
  readonly #onWebHookChanged: OnWebHookChanged;
  readonly #reads: { readonly [C in Collection]: KeyedReads<C> };
  /** A key that many change holds one connection, and not all of the pool. */
  readonly #turns = new KeyedTurns();
  #waiting: NewWebHook[] = [];
  #creating: Promise<void> | undefined;

  constructor(database: Database, onWebHookChanged: OnWebHookChanged) {
    this.#database = database;
    this.#onWebHookChanged = onWebHookChanged;
    this.#reads = {
      webhooks: new KeyedReads(database, 'webhooks'),
      users: new KeyedReads(database, 'users'),
      tokens: new KeyedReads(database, 'tokens'),
      secrets: new KeyedReads(database, 'secrets'),
    };
  }

  async get<C extends Collection>(collection: C, key: Key<C>): Promise<Entry<C> | undefined> {
    if (typeof key === 'string' && !isStorable(key)) return undefined;
    return (this.#reads[collection] as KeyedReads<Collection> as KeyedReads<C>).get(key);
  }

  async list<C extends Collection>(collection: C, query?: Query<Entry<C>>): Promise<Page<Entry<C>>> {
    const { sql, values } = listStatement(collection, query);
    const { rows } = await this.#database.query<Row>(sql, values);
    const key = columnOf(tables[collection].key);
    const entries = rows.filter((row) => row[key] !== null).map((row) => formats[collection].entryOf(row) as Entry<C>);
    return { entries, total: rows[0]?.['total'] as number };
  }

  /** Those that are asked for while others are written are written together. */
  create(make: (id: number) => WebHook): Promise<WebHook> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ make, resolve, reject });
      this.#creating ??= this.#createAll();
    });
  }

  async change<C extends Collection>(
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<Entry<C> | undefined> {
    checkKey(key);
    return this.#turns.run(`${collection} ${key}`, async () => {
      for (;;) {
        const changed = await this.#database.transaction((client) => this.#change(client, collection, key, change));
        if (changed) return changed.before;
      }
    });
  }

  /** Adds entries whose keys aren't taken. @returns how many those are */
  async add<C extends Collection>(collection: C, entries: readonly Entry<C>[]): Promise<number> {
    let added = 0;
    for (let at = 0; at < entries.length; at += maxCreated) {
      const batch = entries.slice(at, at + maxCreated);
      added += await this.#database.transaction((client) => insert(client, collection, batch));
    }
    return added;
  }

  /** No id of a webhook up to this one is given from now on. */
  async skipIds(id: number): Promise<void> {
    if (id > 0) await skipIds(this.#database, id);
  }

  /** @returns the ids that are taken by other webhooks than these */
  async findTaken(webhooks: readonly WebHook[]): Promise<number[]> {
    const { rows } = await this.#database.query<{ id: number }>(
      `select w.id from concordat.webhooks w
       join unnest($1::bigint[], $2::text[]) given (id, unique_id) on given.id = w.id and given.unique_id <> w.unique_id
       order by w.id`,
      [webhooks.map(({ Id }) => Id), webhooks.map(({ UniqueId }) => UniqueId)],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns undefined if another process has added the entry in the meantime */
  async #change<C extends Collection>(
    client: Transaction,
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<{ before: Entry<C> | undefined } | undefined> {
    const before = await find(client, collection, key, 'for update');
    const after = change(before);
    if (after === before) return { before };
    if (!before) {
      if ((await insert(client, collection, [after as Entry<C>])) === 0) return undefined;
      if (collection === 'webhooks') await skipIds(client, key as number);
      return { before };
    }
    if (after) await update(client, collection, key, after);
    else await remove(client, collection, key);
    if (collection === 'webhooks') {
      await this.#onWebHookChanged(client, before as WebHook, after as WebHook | undefined);
    }
    return { before };
  }

  async #createAll(): Promise<void> {
    // Those that are asked for in this turn of the event loop belong together.
    await undefined;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, maxCreated);
      await this.#createGroup(group).catch((error) => {
        for (const { reject } of group) reject(error);
      });
    }
    this.#creating = undefined;
  }

  async #createGroup(group: readonly NewWebHook[]): Promise<void> {
    const { rows } = await this.#database.query<{ id: number }>(
      "select nextval('concordat.webhook_ids') as id from generate_series(1, $1::int)",
      [group.length],
    );
    const made = group.flatMap(({ make, resolve, reject }, index) => {
      try {
        return [{ resolve, webhook: make((rows[index] as { id: number }).id) }];
      } catch (error) {
        reject(error);
        return [];
      }
    });
    const webhooks = made.map(({ webhook }) => webhook);
    if (made.length > 0) await this.#database.transaction((client) => insertNew(client, webhooks));
    for (const { resolve, webhook } of made) resolve(webhook);
  }
}

interface NewWebHook {
  readonly make: (id: number) => WebHook;
  readonly resolve: (webhook: WebHook) => void;
  readonly reject: (error: unknown) => void;
}

const maxCreated = 500;

/** No id up to this one is given from now on. */
async function skipIds(client: Client, id: number): Promise<void> {
  await client.query("select setval('concordat.webhook_ids', $1) from concordat.webhook_ids where last_value < $1", [
    id,
  ]);
}

async function find<C extends Collection>(
  client: Client,
  collection: C,
  key: Key<C>,
  lock: string,
): Promise<Entry<C> | undefined> {
  const { name, key: keyField } = tables[collection];
  const format = formats[collection];
  const { rows } = await client.query<Row>(
    `select ${format.columns.join(', ')} from ${name} where ${columnOf(keyField)} = $1 ${lock}`,
    [key],
  );
  return rows[0] && (format.entryOf(rows[0]) as Entry<C>);
}

/** @returns how many were added; those whose key is taken aren't */
async function insert<C extends Collection>(
  client: Client,
  collection: C,
  entries: readonly Entry<C>[],
): Promise<number> {
  const format = formats[collection];
  const values = entries.flatMap((entry) => format.valuesOf(entry));
  const width = format.columns.length;
  const rows = entries.map((_entry, row) => `(${format.columns.map((_, column) => `$${row * width + column + 1}`)})`);
  const { rowCount } = await client.query(
    `insert into ${tables[collection].name} (${format.columns}) values ${rows} on conflict do nothing`,
    values,
  );
  return rowCount;
}

/** @throws {RangeError} if one of their ids is taken */
async function insertNew(client: Client, webhooks: readonly WebHook[]): Promise<void> {
  if ((await insert(client, 'webhooks', webhooks)) === webhooks.length) return;
  throw new RangeError(
    `ids from ${webhooks[0]?.Id} are taken, as concordat.webhook_ids is behind: run ` +
      "`select setval('concordat.webhook_ids', max(id)) from concordat.webhooks` in the database",
  );
}

async function update<C extends Collection>(
  client: Client,
  collection: C,
  key: Key<C>,
  entry: Entry<C>,
): Promise<void> {
  const format = formats[collection];
  const set = format.columns.map((column, index) => `${column} = $${index + 2}`);
  await client.query(`update ${tables[collection].name} set ${set} where ${columnOf(tables[collection].key)} = $1`, [
    key,
    ...format.valuesOf(entry),
  ]);
}

async function remove<C extends Collection>(client: Client, collection: C, key: Key<C>): Promise<void> {
  const { name, key: keyField } = tables[collection];
  await client.query(`delete from ${name} where ${columnOf(keyField)} = $1`, [key]);
}
