import { fingerprintOf } from './auth/signing-key.ts';
import { ConfigError } from './config.ts';
import type { SealedSecrets } from './secrets/sealed-secrets.ts';
import type { PostgresStore } from './store/postgres/postgres-store.ts';

/**
 * Compares the keys of this process with those of the others, before anything is changed: tokens of one would be invalid in
 * the other, and secrets couldn't be decrypted. Then it encrypts with the first key what isn't.
 * @throws {ConfigError} if they are others
 */
export async function confirmKeys(shared: PostgresStore, signingKey: Uint8Array, sealed: SealedSecrets): Promise<void> {
  const own = fingerprintOf(signingKey);
  const problems: string[] = [];
  const otherSigning = await shared.findOtherKey('signing', [own]);
  if (otherSigning !== undefined) {
    problems.push(
      `SIGNING_KEY is another one (${own}) than the processes of ${shared.database.where} have (${otherSigning}): give all of ` +
        "them the same. To replace it, stop them all, run `delete from concordat.keys where purpose = 'signing'` in the " +
        'database, and start them with the new one: users sign in again',
    );
  }
  const otherSecrets = await shared.findOtherKey('secrets', sealed.keyIds);
  if (otherSecrets !== undefined) {
    problems.push(
      `SECRETS_KEY has ${sealed.keyIds.join(' and ')}, and the processes of ${shared.database.where} encrypt with ` +
        `${otherSecrets}: give that one, behind a new one if it is to be replaced (NEW,OLD). If it is lost, ` +
        "`concordat-webhooks secrets discard` removes the secrets that can't be decrypted",
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  await sealed.prepare();
  await shared.setKey('secrets', sealed.keyIds[0] as string);
}
