import type { LocationSecret, Storage } from '../storage.ts';
import { type KeyRing, keyIdOf } from './key-ring.ts';
import { damagedSecrets, missingKey, onlyKey, SecretError } from './secret-error.ts';

/** The secret of a location, in the clear. */
export interface OpenSecret {
  readonly secret: string;
  /** In UTC. */
  readonly since: string;
  /** The ones before it, the newest first, which sign too until a time in UTC. */
  readonly replaced: readonly { readonly secret: string; readonly until: string }[];
}

/** Secrets as they are stored, encrypted, and the replacement of the key that encrypts them. */
export class SealedSecrets {
  readonly #storage: Storage;
  readonly #keys: KeyRing;
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: Storage, keys: KeyRing) {
    this.#storage = storage;
    this.#keys = keys;
  }

  /** The ids of the keys, of which the first one encrypts. */
  get keyIds(): readonly string[] {
    return this.#keys.ids;
  }

  /** @throws {SecretError} `SECRET_DAMAGED` */
  async find(businessId: number): Promise<OpenSecret | undefined> {
    const stored = await this.#storage.get('secrets', businessId);
    return stored && this.#open(stored);
  }

  /**
   * Gives a location a secret; the current one again writes nothing.
   * @throws {SecretError} `SECRET_DAMAGED`
   */
  replace(businessId: number, change: (current: OpenSecret | undefined) => OpenSecret): Promise<void> {
    return this.#inTurn(async () => {
      await this.#keys.ensureKey();
      await this.#storage.change('secrets', businessId, (current) => {
        const before = current && this.#open(current);
        const after = change(before);
        return after === before ? current : this.#seal(businessId, after);
      });
    });
  }

  /** @returns whether there was one */
  async remove(businessId: number): Promise<boolean> {
    return (await this.#storage.change('secrets', businessId, () => undefined)) !== undefined;
  }

  /**
   * Checks at the start that each secret can be decrypted, before anything is changed, and ends a replacement of the key
   * that was interrupted, or that `SECRETS_KEY` asks for.
   * @throws {SecretError} `SECRET_KEY`, `SECRET_DAMAGED`
   */
  prepare(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#check();
      await this.#renew();
    });
  }

  /**
   * Makes a new key, encrypts all secrets with it, and removes the old key. With `SECRETS_KEY`, the first key in it is the
   * new one. A crash at any point leaves secrets and keys that the next start goes on with.
   * @returns the id of the key that encrypts now, and how many locations have a secret
   * @throws {SecretError} `SECRET_KEY` if `SECRETS_KEY` has no other key than the one in use; else as `prepare`
   */
  rekey(): Promise<{ keyId: string; count: number }> {
    return this.#inTurn(async () => {
      if (this.#keys.isConfigured && this.#keys.ids.length === 1) throw onlyKey();
      await this.#check();
      if (!this.#keys.isConfigured) await this.#keys.addKey();
      await this.#renew();
      const { total } = await this.#storage.list('secrets', { limit: 0 });
      return { keyId: this.#keys.ids[0] as string, count: total };
    });
  }

  /** Removes the secrets that can't be decrypted. @returns their locations */
  async discardUnreadable(): Promise<number[]> {
    const { entries } = await this.#storage.list('secrets');
    const lost = entries.filter((entry) => !this.#isReadable(entry)).map(({ businessId }) => businessId);
    for (const businessId of lost) await this.remove(businessId);
    return lost;
  }

  async #check(): Promise<void> {
    const { entries } = await this.#storage.list('secrets');
    const unknown = entries.flatMap(sealedIn).find((sealed) => !this.#keys.ids.includes(keyIdOf(sealed)));
    if (unknown !== undefined) throw missingKey(this.#keys, keyIdOf(unknown));
    const damaged = entries.filter((entry) => !this.#isReadable(entry));
    if (damaged.length > 0) throw damagedSecrets(damaged.map(({ businessId }) => businessId));
  }

  /** Encrypts with the first key what isn't, and then drops the other keys. */
  async #renew(): Promise<void> {
    const { entries } = await this.#storage.list('secrets');
    const old = entries.filter((entry) => !sealedIn(entry).every((sealed) => this.#keys.isCurrent(sealed)));
    const renew = (entry: LocationSecret | undefined) => entry && this.#seal(entry.businessId, this.#open(entry));
    await Promise.all(old.map(({ businessId }) => this.#storage.change('secrets', businessId, renew)));
    await this.#keys.dropOldKeys();
  }

  #open({ businessId, sealed, since, replaced }: LocationSecret): OpenSecret {
    const unseal = (text: string) => this.#keys.unseal(businessId, text);
    const opened = replaced.map((one) => ({ secret: unseal(one.sealed), until: one.until }));
    return { secret: unseal(sealed), since, replaced: opened };
  }

  #seal(businessId: number, { secret, since, replaced }: OpenSecret): LocationSecret {
    const seal = (text: string) => this.#keys.seal(businessId, text);
    const sealed = replaced.map((one) => ({ sealed: seal(one.secret), until: one.until }));
    return { businessId, sealed: seal(secret), since, replaced: sealed };
  }

  #isReadable(entry: LocationSecret): boolean {
    try {
      this.#open(entry);
      return true;
    } catch (error) {
      if (error instanceof SecretError) return false;
      throw error;
    }
  }

  /** One after the other: no key is dropped while a secret that it encrypts is on its way to the store. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

function sealedIn({ sealed, replaced }: LocationSecret): string[] {
  return [sealed, ...replaced.map((one) => one.sealed)];
}
