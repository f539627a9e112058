import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../store/atomic-file.ts';
import { secretsKeyName } from '../store/store-files.ts';
import { SecretError, secretErrorCodes } from './secret-error.ts';
import { SecretsKey } from './secrets-key.ts';

/**
 * The keys that encrypt secrets. The first one encrypts, all decrypt: while the key is being replaced there are several, so
 * that a crash leaves nothing that can't be decrypted.
 */
export class KeyRing {
  readonly #file: string;
  readonly #configured: readonly SecretsKey[];
  #inFile: readonly SecretsKey[];

  private constructor(file: string, configured: readonly SecretsKey[], inFile: readonly SecretsKey[]) {
    this.#file = file;
    this.#configured = configured;
    this.#inFile = inFile;
  }

  /**
   * Reads the keys of a folder, one a line, and creates nothing.
   * @param configured of `SECRETS_KEY`; they come before those in the folder, and the folder's aren't changed then
   * @throws {SecretError} `SECRET_KEY` if the file holds something else
   */
  static async open(folder: string, configured: readonly SecretsKey[] = []): Promise<KeyRing> {
    const file = join(folder, secretsKeyName);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const inFile =
      text
        ?.trim()
        .split('\n')
        .map((line) => SecretsKey.parse(line.trim())) ?? [];
    if (inFile.every((key) => key !== undefined)) return new KeyRing(file, configured, inFile);
    throw new SecretError(secretErrorCodes.key, `${file} holds no key: copy it from where the data is from`);
  }

  /** Keys of `SECRETS_KEY` alone. */
  static configured(keys: readonly SecretsKey[]): KeyRing {
    return new KeyRing('SECRETS_KEY', keys, []);
  }

  /** Whether the keys are the operator's, in `SECRETS_KEY`. */
  get isConfigured(): boolean {
    return this.#configured.length > 0;
  }

  /** Where the key is, for messages. */
  get source(): string {
    return this.isConfigured ? 'SECRETS_KEY' : this.#file;
  }

  get ids(): readonly string[] {
    return this.#keys.map(({ id }) => id);
  }

  get #keys(): readonly SecretsKey[] {
    return [...this.#configured, ...this.#inFile];
  }

  /** Makes a key unless there is one; it is on disk before anything is encrypted with it. */
  async ensureKey(): Promise<void> {
    if (this.#keys.length === 0) await this.#write([SecretsKey.make()]);
  }

  /** Puts a new key before the others in the file. @throws {SecretError} `SECRET_KEY` if the keys are the operator's */
  async addKey(): Promise<void> {
    if (this.isConfigured)
      throw new SecretError(secretErrorCodes.key, 'the key is in SECRETS_KEY, which the operator sets');
    await this.#write([SecretsKey.make(), ...this.#inFile]);
  }

  /** Removes all keys but the first one from the file. Nothing may be encrypted with the others any more. */
  async dropOldKeys(): Promise<void> {
    if (!this.isConfigured && this.#inFile.length > 1) await this.#write(this.#inFile.slice(0, 1));
  }

  /** Encrypts the secret of a location with the first key. */
  seal(businessId: number, secret: string): string {
    const [key] = this.#keys;
    if (!key) throw new SecretError(secretErrorCodes.key, 'there is no key yet');
    return `${key.id}.${key.encrypt(secret, placeOf(businessId)).toString('base64url')}`;
  }

  /** @throws {SecretError} `SECRET_KEY` if the key isn't there, `SECRET_DAMAGED` if it is, and this isn't of the location */
  unseal(businessId: number, sealed: string): string {
    const key = this.#keys.find(({ id }) => id === keyIdOf(sealed));
    if (!key) {
      const message = `the secret of location ${businessId} is encrypted with another key than that in ${this.source}`;
      throw new SecretError(secretErrorCodes.key, message);
    }
    try {
      return key.decrypt(Buffer.from(sealed.slice(key.id.length + 1), 'base64url'), placeOf(businessId));
    } catch (cause) {
      const message = `the secret of location ${businessId} was changed in the store, or is that of another location`;
      throw new SecretError(secretErrorCodes.damaged, message, { cause });
    }
  }

  isCurrent(sealed: string): boolean {
    return this.#keys[0]?.id === keyIdOf(sealed);
  }

  async #write(keys: readonly SecretsKey[]): Promise<void> {
    await writeAtomically(this.#file, (handle) => handle.writeFile(keys.map(({ text }) => `${text}\n`).join('')));
    this.#inFile = keys;
  }
}

export function keyIdOf(sealed: string): string {
  return sealed.split('.', 1)[0] as string;
}

/** Authenticated with each secret, so that one that is put elsewhere in the store can't be decrypted there. */
function placeOf(businessId: number): string {
  return `concordat-webhooks secret of location ${businessId}`;
}
