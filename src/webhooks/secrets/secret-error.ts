import { CodedError } from '../../http.ts';

/** Why a secret can't be read or changed. */
export const secretErrorCodes = {
  /** The location isn't one of the user's. */
  denied: 'SECRET_DENIED',
  /** The key that secrets are encrypted with isn't there, or there is nothing to replace it with. */
  key: 'SECRET_KEY',
  /** A secret isn't what was encrypted for its location. */
  damaged: 'SECRET_DAMAGED',
} as const;

export type SecretErrorCode = (typeof secretErrorCodes)[keyof typeof secretErrorCodes];

/** A secret that can't be read or changed; `code` says why. The message never has a secret or a key. */
export class SecretError extends CodedError<SecretErrorCode> {
  override readonly name = 'SecretError';
}

const ifLost =
  "Nothing was changed. If it is lost, `concordat-webhooks secrets discard` removes the secrets that can't be decrypted; " +
  'deliveries of their locations are unsigned until they get new ones';

/** What is known of the keys, for messages. */
interface KnownKeys {
  readonly isConfigured: boolean;
  readonly source: string;
  readonly ids: readonly string[];
}

export function missingKey({ isConfigured, source, ids }: KnownKeys, id: string): SecretError {
  const found = ids.length === 0 ? 'there is none' : `there is ${ids.join(' and ')}`;
  const remedy = isConfigured
    ? 'give that one, behind a new one if it is to be replaced: SECRETS_KEY=NEW,OLD'
    : 'copy the file from where the data is from, or give the key as SECRETS_KEY';
  const message = `secrets are encrypted with the key ${id}, and in ${source} ${found}: ${remedy}. ${ifLost}`;
  return new SecretError(secretErrorCodes.key, message);
}

export function damagedSecrets(locations: readonly number[]): SecretError {
  const named = locations.slice(0, 10).join(', ');
  const more = locations.length > 10 ? ` and ${locations.length - 10} more` : '';
  return new SecretError(
    secretErrorCodes.damaged,
    `the secrets of these locations were changed in the store, or are those of others: ${named}${more}. Nothing was changed. ` +
      "Restore a backup, or let `concordat-webhooks secrets discard` remove the secrets that can't be decrypted",
  );
}

export function onlyKey(): SecretError {
  return new SecretError(
    secretErrorCodes.key,
    'the key is in SECRETS_KEY, so it is replaced there: make a new one with `openssl rand -base64 32`, start with ' +
      'SECRETS_KEY=NEW,OLD, which encrypts all secrets with NEW, and then leave out OLD',
  );
}
