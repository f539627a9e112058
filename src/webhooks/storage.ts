import type { components } from '../../generated/types.ts';

/** A webhook record as it is stored and answered. */
export type WebHook = components['schemas']['WebHook'];

/** Somebody who may sign in. */
export interface User {
  /** What tokens name: another user of the same address has another one. */
  readonly id: string;
  /** The e-mail address in lower case, and the user's key. */
  readonly email: string;
  /** As `auth/passwords.ts` writes it. */
  readonly passwordHash: string;
  /** How often the password was changed: refresh tokens of before are void. */
  readonly passwordVersion: number;
  /** A full unrestricted administrator: has every role, in every location. */
  readonly admin: boolean;
  readonly roles: readonly string[];
  /** The ids of the locations whose records the user sees. */
  readonly locations: readonly number[];
  /** In UTC. */
  readonly createdOn: string;
}

/** A refresh token; the token itself is nowhere. */
export interface RefreshToken {
  /** The token's SHA-256 in base64url, and its key. */
  readonly hash: string;
  readonly userId: string;
  readonly email: string;
  /** The user's, when they signed in. */
  readonly passwordVersion: number;
  /** In UTC. */
  readonly expiresOn: string;
}

/** What is stored, by collection. */
export interface Collections {
  webhooks: { key: number; entry: WebHook };
  users: { key: string; entry: User };
  tokens: { key: string; entry: RefreshToken };
}

export type Collection = keyof Collections;
export type Key<C extends Collection> = Collections[C]['key'];
export type Entry<C extends Collection> = Collections[C]['entry'];

/** What an entry has to fulfil, as data, so that a database can be asked for it. */
export type Condition<E> =
  | { readonly field: keyof E & string; readonly is: 'equal'; readonly to: unknown }
  | { readonly field: keyof E & string; readonly is: 'oneOf'; readonly to: readonly unknown[] }
  /** The text is anywhere in the field, case ignored. */
  | { readonly field: keyof E & string; readonly is: 'containing'; readonly to: string }
  /** Inclusive. Numbers compare as numbers, times as times; null never fits. */
  | { readonly field: keyof E & string; readonly is: 'atLeast' | 'atMost'; readonly to: number | Date };

export interface Query<E> {
  /** All of them have to be fulfilled. Default: every entry. */
  readonly where?: readonly Condition<E>[];
  /** Default: by key, ascending. Entries that are equal in it stand in the order of their keys. */
  readonly orderBy?: { readonly field: keyof E & string; readonly descending: boolean };
  readonly offset?: number;
  readonly limit?: number;
}

export interface Page<E> {
  readonly entries: readonly E[];
  /** How many entries fulfil the conditions, on all pages. */
  readonly total: number;
}

/**
 * Where the service keeps what it knows. A change is acknowledged, by its promise, only when it can't be lost any more;
 * one that fails has changed nothing. Entries are replaced, never changed in place.
 */
export interface Storage {
  get<C extends Collection>(collection: C, key: Key<C>): Promise<Entry<C> | undefined>;

  list<C extends Collection>(collection: C, query?: Query<Entry<C>>): Promise<Page<Entry<C>>>;

  /** Adds a webhook under an id that was never given before, whatever became of its record. */
  create(make: (id: number) => WebHook): Promise<WebHook>;

  /**
   * Puts, replaces or removes one entry. Nobody else changes it in between.
   * @param change from what is there to what shall be there; undefined for none. Given back unchanged, nothing is written.
   * @returns what was there before
   */
  change<C extends Collection>(
    collection: C,
    key: Key<C>,
    change: (current: Entry<C> | undefined) => Entry<C> | undefined,
  ): Promise<Entry<C> | undefined>;

  close(): Promise<void>;
}
