import type { Collection, Entry, Key } from '../../storage.ts';
import type { Client } from './database.ts';
import { formats, type Row } from './rows.ts';
import { columnOf, tables } from './tables.ts';

interface Waiting<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/** Reads entries by their keys. Those that are asked for in one turn of the event loop, as by many requests, are read together. */
export class KeyedReads<C extends Collection> {
  readonly #client: Client;
  readonly #collection: C;
  #waiting = new Map<Key<C>, Waiting<Entry<C> | undefined>>();

  constructor(client: Client, collection: C) {
    this.#client = client;
    this.#collection = collection;
  }

  get(key: Key<C>): Promise<Entry<C> | undefined> {
    const known = this.#waiting.get(key);
    if (known) return known.promise;
    if (this.#waiting.size === 0) setImmediate(() => void this.#read());
    const waiting = Promise.withResolvers<Entry<C> | undefined>();
    this.#waiting.set(key, waiting);
    return waiting.promise;
  }

  async #read(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    const { name, key: keyField } = tables[this.#collection];
    const format = formats[this.#collection];
    const key = columnOf(keyField);
    try {
      const sql = `select ${format.columns.join(', ')} from ${name} where ${key} = any($1)`;
      const { rows } = await this.#client.query<Row>(sql, [[...waiting.keys()]]);
      for (const row of rows) waiting.get(row[key] as Key<C>)?.resolve(format.entryOf(row) as Entry<C>);
      // Nothing happens to those that are resolved.
      for (const { resolve } of waiting.values()) resolve(undefined);
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
    }
  }
}
