import type { Collection, Entry, WebHook } from '../../storage.ts';
import { isStorable, storableText } from '../text.ts';
import { columnOf, type Kind, tables } from './tables.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Makes rows of the entries of a collection, and back. */
export class RowFormat<C extends Collection> {
  /** In the order of `valuesOf`. */
  readonly columns: readonly string[];
  readonly #fields: readonly { readonly field: string; readonly column: string; readonly kind: Kind }[];
  readonly #optional: ReadonlySet<string>;

  constructor(collection: C) {
    const { fields, optional } = tables[collection];
    this.#fields = Object.entries<Kind>(fields).map(([field, kind]) => ({ field, column: columnOf(field), kind }));
    this.#optional = new Set(optional);
    this.columns = [...this.#fields.map(({ column }) => column), 'unstorable'];
  }

  entryOf(row: Row): Entry<C> {
    const entry: Record<string, unknown> = {};
    for (const { field, column } of this.#fields) {
      const value = row[column];
      if (value !== null || !this.#optional.has(field)) entry[field] = value;
    }
    return (row['unstorable'] ? Object.assign(entry, row['unstorable']) : entry) as Entry<C>;
  }

  valuesOf(entry: Entry<C>): unknown[] {
    const unstorable: Record<string, unknown> = {};
    const values = this.#fields.map(({ field, kind }) => {
      const value = (entry as Row)[field] ?? null;
      if (kind === 'json') return value === null ? null : JSON.stringify(value);
      if (typeof value !== 'string' || isStorable(value)) return value;
      unstorable[field] = value;
      return storableText(value);
    });
    return [...values, Object.keys(unstorable).length > 0 ? JSON.stringify(unstorable) : null];
  }
}

export const formats: { readonly [C in Collection]: RowFormat<C> } = {
  webhooks: new RowFormat('webhooks'),
  users: new RowFormat('users'),
  tokens: new RowFormat('tokens'),
  secrets: new RowFormat('secrets'),
};

/** The columns of a webhook, for statements of others. */
export const webHookColumns: readonly string[] = formats.webhooks.columns;

/** A webhook of a row with {@link webHookColumns}. */
export function webHookOf(row: Row): WebHook {
  return formats.webhooks.entryOf(row);
}
