import type { Collection, Entry, Key } from '../storage.ts';

/** The data in memory: lowdb's `db.data`. */
export interface Data {
  webhooks: Map<Key<'webhooks'>, Entry<'webhooks'>>;
  users: Map<Key<'users'>, Entry<'users'>>;
  tokens: Map<Key<'tokens'>, Entry<'tokens'>>;
  /** The last id of a webhook. */
  lastId: number;
  /** Identifies the store in all of its files; empty if the snapshot has format 1, which has none. */
  store: string;
  /** The number of the journal with the changes since the snapshot was begun; 0 in a backup, which needs none. */
  journal: number;
  /** The number of the last commit before that journal. */
  commit: number;
  /** Of a backup: when it was begun, in UTC. */
  backedUpOn?: string | undefined;
}

/** A change as it is stored: a whole entry, or the key of a deleted one. */
export type Operation =
  | readonly ['put', Collection, Entry<Collection>]
  | readonly ['delete', Collection, Key<Collection>];

export const collections = ['webhooks', 'users', 'tokens'] as const satisfies readonly Collection[];

export function emptyData(): Data {
  return { webhooks: new Map(), users: new Map(), tokens: new Map(), lastId: 0, store: '', journal: 1, commit: 0 };
}

const keyFields = { webhooks: 'Id', users: 'email', tokens: 'hash' } as const;

export function keyOf(collection: Collection, entry: Entry<Collection>): Key<Collection> {
  return (entry as never)[keyFields[collection]];
}

/** Whether something that was read from a file can be applied. */
export function isOperation(value: unknown): value is Operation {
  if (!Array.isArray(value) || (value[0] !== 'put' && value[0] !== 'delete')) return false;
  const collection: Collection = value[1];
  if (collection !== 'webhooks' && collection !== 'users' && collection !== 'tokens') return false;
  const key: unknown = value[0] === 'put' ? value[2]?.[keyFields[collection]] : value[2];
  return collection === 'webhooks' ? Number.isSafeInteger(key) && (key as number) > 0 : typeof key === 'string';
}

/** Applies an operation; it is idempotent. */
export function apply(data: Data, [kind, collection, value]: Operation): void {
  const entries = data[collection] as Map<unknown, unknown>;
  const key = kind === 'delete' ? value : keyOf(collection, value);
  if (kind === 'delete') entries.delete(key);
  else entries.set(key, value);
  if (collection === 'webhooks') data.lastId = Math.max(data.lastId, key as number);
}

export function* allOperations(data: Data): Generator<Operation> {
  for (const collection of collections) {
    for (const entry of data[collection].values()) yield ['put', collection, entry];
  }
}
