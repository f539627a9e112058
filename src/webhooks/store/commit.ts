import type { Collection, Entry, Key, WebHook } from '../storage.ts';
import { type Data, keyOf, type Operation } from './data.ts';

/** A change that a caller waits for. */
export interface RequestedChange {
  /** Returns the change to write; undefined for none. */
  readonly plan: (current: Pending) => Operation | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The data as it will be after the commit that is being composed. */
export interface Pending {
  readonly lastId: number;
  get<C extends Collection>(collection: C, key: Key<C>): Entry<C> | undefined;
}

export interface PlannedCommit {
  readonly operations: readonly Operation[];
  /** The changes that are part of it. */
  readonly members: readonly RequestedChange[];
}

/** Computes each change, after those before it. One that throws is rejected and left out. */
export function planCommit(data: Data, group: readonly RequestedChange[]): PlannedCommit {
  const changed = new Map<string, Entry<Collection> | undefined>();
  const pending = {
    lastId: data.lastId,
    get<C extends Collection>(collection: C, key: Key<C>) {
      const name = `${collection} ${key}`;
      const entries = data[collection] as Map<Key<C>, Entry<C>>;
      return changed.has(name) ? (changed.get(name) as Entry<C> | undefined) : entries.get(key);
    },
  };
  const operations: Operation[] = [];
  const members: RequestedChange[] = [];
  for (const waiting of group) {
    try {
      const operation = waiting.plan(pending);
      members.push(waiting);
      if (!operation) continue;
      operations.push(operation);
      const [kind, collection, value] = operation;
      if (kind === 'delete') changed.set(`${collection} ${value}`, undefined);
      else changed.set(`${collection} ${keyOf(collection, value)}`, value);
      if (kind === 'put' && collection === 'webhooks') pending.lastId = Math.max(pending.lastId, (value as WebHook).Id);
    } catch (error) {
      waiting.reject(error);
    }
  }
  return { operations, members };
}
