import type { Collection, Entry, Key, WebHook } from '../storage.ts';
import { Deliveries } from './deliveries/deliveries.ts';
import { type DeliveryOperation, isDeliveryOperation } from './deliveries/delivery-operation.ts';

/** The data in memory: lowdb's `db.data`. */
export interface Data {
  webhooks: Map<Key<'webhooks'>, Entry<'webhooks'>>;
  users: Map<Key<'users'>, Entry<'users'>>;
  tokens: Map<Key<'tokens'>, Entry<'tokens'>>;
  deliveries: Deliveries;
  secrets: Map<Key<'secrets'>, Entry<'secrets'>>;
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
  /** While a snapshot is written: the data as it was when the journal was begun. */
  snapshot?: Iterable<Operation> | undefined;
}

/** A change of an entry as it is stored: the whole of it, or the key of a deleted one, and when, in milliseconds. */
export type EntryOperation =
  | readonly ['put', Collection, Entry<Collection>]
  | readonly ['delete', Collection, Key<Collection>, number?];

export type Operation = EntryOperation | DeliveryOperation;

export const collections = ['webhooks', 'users', 'tokens', 'secrets'] as const satisfies readonly Collection[];

export function emptyData(): Data {
  const [webhooks, users, tokens, secrets] = [new Map(), new Map(), new Map(), new Map()];
  return {
    webhooks,
    users,
    tokens,
    secrets,
    deliveries: new Deliveries(),
    lastId: 0,
    store: '',
    journal: 1,
    commit: 0,
  };
}

const keyFields = { webhooks: 'Id', users: 'email', tokens: 'hash', secrets: 'businessId' } as const;

export function keyOf(collection: Collection, entry: Entry<Collection>): Key<Collection> {
  return (entry as never)[keyFields[collection]];
}

/** Whether something that was read from a file can be applied. */
export function isOperation(value: unknown): value is Operation {
  if (!Array.isArray(value)) return false;
  if (value[0] !== 'put' && value[0] !== 'delete') return isDeliveryOperation(value);
  const collection: Collection = value[1];
  if (!collections.includes(collection)) return false;
  const key: unknown = value[0] === 'put' ? value[2]?.[keyFields[collection]] : value[2];
  const isNumbered = collection === 'webhooks' || collection === 'secrets';
  return isNumbered ? Number.isSafeInteger(key) && (key as number) > 0 : typeof key === 'string';
}

/** Applies an operation; it is idempotent. */
export function apply(data: Data, operation: Operation): void {
  switch (operation[0]) {
    case 'put':
    case 'delete':
      applyToEntry(data, operation);
      break;
    case 'deliveries':
      data.deliveries.add(operation);
      break;
    case 'attempt':
      data.deliveries.addAttempt(operation);
      break;
    case 'health':
      applyHealth(data, operation);
      break;
    case 'seen':
      data.deliveries.eventIds.decode(operation[1]);
  }
}

function applyToEntry(data: Data, [kind, collection, value, on]: EntryOperation): void {
  const entries = data[collection] as Map<unknown, unknown>;
  const key = kind === 'delete' ? value : keyOf(collection, value);
  const before = collection === 'webhooks' ? data.webhooks.get(key as number) : undefined;
  if (kind === 'delete') entries.delete(key);
  else entries.set(key, value);
  if (collection !== 'webhooks') return;
  data.lastId = Math.max(data.lastId, key as number);
  data.deliveries.replaceWebHook(key as number, before, data.webhooks.get(key as number), on ?? 0);
}

function applyHealth(data: Data, operation: Extract<DeliveryOperation, readonly ['health', ...unknown[]]>): void {
  const [, id, LastTrigger, LastError, ErrorCount, Active, failures, failingSince] = operation;
  const before = data.webhooks.get(id);
  if (!before) return;
  const after: WebHook = { ...before, LastTrigger, LastError, ErrorCount, Active };
  data.webhooks.set(id, after);
  data.deliveries.replaceWebHook(id, before, after, 0);
  if (failures === 0 || failingSince === null) data.deliveries.failures.delete(id);
  else data.deliveries.failures.set(id, { failures, failingSince });
}

/**
 * What makes the data as it is now, however long it takes to read it: entries are replaced, never modified.
 * @param nowMs for leaving out ids of events that are too old, in milliseconds
 */
export function allOperations(data: Data, nowMs: number): Iterable<Operation> {
  const entries = collections.map((collection) => [collection, [...data[collection].values()]] as const);
  const deliveries = data.deliveries.operations(nowMs, data.webhooks);
  return (function* () {
    for (const [collection, values] of entries) for (const entry of values) yield ['put', collection, entry] as const;
    yield* deliveries;
  })();
}
