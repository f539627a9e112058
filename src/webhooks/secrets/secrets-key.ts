import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

export const secretsKeyRule =
  '32 random bytes in base64 (`openssl rand -base64 32`), or several of them, the new one first (NEW,OLD)';

/** A key that encrypts secrets, and the id that tells which one it was, without telling anything about it. */
export class SecretsKey {
  /** 16 hex digits. */
  readonly id: string;
  /** In base64, as it is given and stored. */
  readonly text: string;
  readonly #key: KeyObject;

  private constructor(bytes: Buffer) {
    this.text = bytes.toString('base64');
    this.id = derive(bytes, 'id').toString('hex').slice(0, 16);
    this.#key = createSecretKey(derive(bytes, 'encryption'));
  }

  /** @returns undefined unless the text is 32 bytes in base64 */
  static parse(text: string): SecretsKey | undefined {
    return /^[\w+/-]{43}=?$/.test(text) ? new SecretsKey(Buffer.from(text, 'base64')) : undefined;
  }

  static make(): SecretsKey {
    return new SecretsKey(randomBytes(32));
  }

  /** Encrypts a secret with AES-256-GCM. @param place where it is stored; it can't be decrypted for another place */
  encrypt(secret: string, place: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(place));
    const encrypted = [cipher.update(secret, 'utf8'), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...encrypted]);
  }

  /** @throws {Error} if it isn't what was encrypted with this key for this place */
  decrypt(sealed: Buffer, place: string): string {
    const iv = sealed.subarray(0, ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, iv, { authTagLength: tagBytes })
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]).toString();
  }
}

/** Keys in `SECRETS_KEY`, separated by commas; the first one encrypts. @returns undefined if one of them is none */
export function parseSecretsKeys(text: string): SecretsKey[] | undefined {
  const keys = text.split(',').map((part) => SecretsKey.parse(part.trim()));
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function derive(bytes: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes, '', `concordat-webhooks secrets ${use}`, 32));
}
