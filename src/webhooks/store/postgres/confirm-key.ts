import { type Client, onlyRow } from './database.ts';

/** What a key is for: it signs access tokens, or encrypts secrets. */
export type KeyPurpose = 'signing' | 'secrets';

/**
 * Compares a key of this process with the one that processes of this database have, by fingerprints, which tell nothing of
 * the keys. The first process decides.
 * @param fingerprints of keys that this process can use
 * @returns the fingerprint of the one in use if this process hasn't got it
 */
export async function findOtherKey(
  client: Client,
  purpose: KeyPurpose,
  fingerprints: readonly string[],
): Promise<string | undefined> {
  await client.query('insert into concordat.keys values ($1, $2) on conflict do nothing', [purpose, fingerprints[0]]);
  const { fingerprint } = onlyRow(
    await client.query<{ fingerprint: string }>('select fingerprint from concordat.keys where purpose = $1', [purpose]),
  );
  return fingerprints.includes(fingerprint) ? undefined : fingerprint;
}

/** From now on, this key is in use. */
export async function setKey(client: Client, purpose: KeyPurpose, fingerprint: string): Promise<void> {
  await client.query(
    'insert into concordat.keys values ($1, $2) on conflict (purpose) do update set fingerprint = excluded.fingerprint',
    [purpose, fingerprint],
  );
}
