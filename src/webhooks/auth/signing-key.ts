import { hkdfSync, randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config.ts';

export const signingKeyName = 'signing-key';

/**
 * Reads the signing key of a folder, or creates one in a file that only its owner may read.
 * @throws {ConfigError} if the file holds no key
 */
export async function keepSigningKey(folder: string): Promise<Uint8Array> {
  const file = join(folder, signingKeyName);
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return checked(file, Buffer.from(kept.trim(), 'base64url'));
  const key = randomBytes(32);
  const handle = await open(`${file}.tmp`, 'w', 0o600);
  try {
    await handle.writeFile(`${key.toString('base64url')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.tmp`, file);
  return key;
}

/** What tells which key it is, and nothing about it: 16 hex digits. */
export function fingerprintOf(key: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'concordat-webhooks signing-key id', 8)).toString('hex');
}

function checked(file: string, key: Buffer): Buffer {
  if (key.length >= 32) return key;
  throw new ConfigError([`${file} holds no key of 32 bytes: delete it; all users then have to sign in again`]);
}
