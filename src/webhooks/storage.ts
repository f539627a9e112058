import type { components } from '../../generated/types.ts';

/** A webhook record, as the API shows it. */
export type WebHook = components['schemas']['WebHook'];

/** A user who can sign in. */
export interface User {
  /** Tokens refer to it, so that a new user with the address of a removed one doesn't inherit tokens. */
  readonly id: string;
  /** In lower case; the user's key. */
  readonly email: string;
  /** In the format of `auth/passwords.ts`. */
  readonly passwordHash: string;
  /** The number of password changes. Refresh tokens of earlier versions are void. */
  readonly passwordVersion: number;
  /** A full unrestricted administrator has every role in every location. */
  readonly admin: boolean;
  readonly roles: readonly string[];
  /** The ids of the locations whose records the user sees. */
  readonly locations: readonly number[];
  /** In UTC. */
  readonly createdOn: string;
}

/** The refresh tokens of one sign-in, of which only the newest is valid. The tokens themselves are not stored. */
export interface RefreshToken {
  /** The SHA-256 in base64url of the part that they have in common, and the key. */
  readonly hash: string;
  /** The same of the newest one. Default: `hash`, in a store of an earlier version. */
  readonly current?: string;
  /** In UTC: when a used one was used again, which made all of them void. */
  readonly voidedOn?: string;
  readonly userId: string;
  readonly email: string;
  /** The user's at sign-in. */
  readonly passwordVersion: number;
  /** In UTC. */
  readonly expiresOn: string;
}

/** The secret of a location, which signs its deliveries. It is encrypted (`secrets/key-ring.ts`). */
export interface LocationSecret {
  /** The location's id, and the key. */
  readonly businessId: number;
  readonly sealed: string;
  /** In UTC. */
  readonly since: string;
  /** The ones before it, the newest first, which sign too until a time in UTC. */
  readonly replaced: readonly { readonly sealed: string; readonly until: string }[];
}

/** The entries of each collection and their keys. */
export interface Collections {
  webhooks: { key: number; entry: WebHook };
  users: { key: string; entry: User };
  tokens: { key: string; entry: RefreshToken };
  secrets: { key: number; entry: LocationSecret };
}

export type Collection = keyof Collections;
export type Key<C extends Collection> = Collections[C]['key'];
export type Entry<C extends Collection> = Collections[C]['entry'];

/**
 * A condition on an entry, as data, so that an adapter can translate it into SQL. Where texts are compared, U+0000 and unpaired
 * surrogates, which a database may not have, count as U+FFFD; they are stored, and returned, as they are. Characters that are newer than the
 * Unicode of one adapter may compare differently in the other.
 */
export type Condition<E> =
  /** The same text, character for character: case, accents and normalization matter. */
  | { readonly field: keyof E & string; readonly is: 'equal'; readonly to: unknown }
  | { readonly field: keyof E & string; readonly is: 'oneOf'; readonly to: readonly unknown[] }
  /**
   * The field contains the text when both are normalized (NFC) and in upper case, by Unicode's full mapping without a
   * language: `É` is found by `é`, composed or not, but not by `e`; `Straße` by `STRASSE`; both forms of sigma by either.
   */
  | { readonly field: keyof E & string; readonly is: 'containing'; readonly to: string }
  /** Inclusive. Numbers compare as numbers, times as times; null never matches. */
  | { readonly field: keyof E & string; readonly is: 'atLeast' | 'atMost'; readonly to: number | Date };

export interface Query<E> {
  /** All conditions have to match. Default: every entry. */
  readonly where?: readonly Condition<E>[];
  /**
   * Default: by key, ascending; texts among them by code points. Entries with equal values are ordered by key, ascending.
   * Null is first. Texts have the order of Unicode's root collation at its first level, with digits by their value: case,
   * accents and normalization don't matter, so `a`, `Ä` and `á` are equal, and `Hook 9` is before `hook 10`.
   */
  readonly orderBy?: { readonly field: keyof E & string; readonly descending: boolean };
  readonly offset?: number;
  readonly limit?: number;
}

export interface Page<E> {
  readonly entries: readonly E[];
  /** The number of matching entries on all pages. */
  readonly total: number;
}

/**
 * The port to the store. Keys are compared character for character; one with U+0000 or an unpaired surrogate has no entry,
 * and can't get one. The promise of a change resolves only when the change is durable; a change that fails has no
 * effect. Entries are replaced, never modified.
 */
export interface Storage {
  get<C extends Collection>(collection: C, key: Key<C>): Promise<Entry<C> | undefined>;

  list<C extends Collection>(collection: C, query?: Query<Entry<C>>): Promise<Page<Entry<C>>>;

  /** Adds a webhook under a new id. Ids grow, and no id is given twice, also after its record was deleted. */
  create(make: (id: number) => WebHook): Promise<WebHook>;

  /**
   * Adds, replaces or removes one entry, atomically.
   * @param change from the current entry to the new one; undefined for no entry. Returning the current one writes nothing.
   * It may be called again, with an entry that another process has changed in the meantime; the last call counts.
   * @returns the entry before the change
   * @throws {RangeError} if there can't be an entry of that key
   */
  change<C extends Collection>(
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<Entry<C> | undefined>;

  close(): Promise<void>;
}
