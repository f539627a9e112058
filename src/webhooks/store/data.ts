import type { Collection, Entry, Key } from '../storage.ts';

/** The data in memory: lowdb's `db.data`. */
export interface Data {
  webhooks: Map<Key<'webhooks'>, Entry<'webhooks'>>;
  users: Map<Key<'users'>, Entry<'users'>>;
  tokens: Map<Key<'tokens'>, Entry<'tokens'>>;
  /** The last id of a webhook. */
  lastId: number;
  /** The number of the journal with the changes since the snapshot was begun. */
  journal: number;
}

/** A change as it is stored: a whole entry, or the key of a deleted one. */
export type Operation =
  | readonly ['put', Collection, Entry<Collection>]
  | readonly ['delete', Collection, Key<Collection>];

export const collections = ['webhooks', 'users', 'tokens'] as const satisfies readonly Collection[];

export function emptyData(): Data {
  return { webhooks: new Map(), users: new Map(), tokens: new Map(), lastId: 0, journal: 1 };
}

const keyFields = { webhooks: 'Id', users: 'email', tokens: 'hash' } as const;

export function keyOf(collection: Collection, entry: Entry<Collection>): Key<Collection> {
  return (entry as never)[keyFields[collection]];
}

/** Applies an operation; it is idempotent. */
export function apply(data: Data, [kind, collection, value]: Operation): void {
  const entries = data[collection] as Map<unknown, unknown>;
  if (kind === 'delete') entries.delete(value);
  else {
    const key = keyOf(collection, value);
    entries.set(key, value);
    if (collection === 'webhooks') data.lastId = Math.max(data.lastId, key as number);
  }
}

export function* allOperations(data: Data): Generator<Operation> {
  for (const collection of collections) {
    for (const entry of data[collection].values()) yield ['put', collection, entry];
  }
}
