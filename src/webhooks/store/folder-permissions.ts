import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lastCommitName } from './last-commit.ts';
import { StoreError, storeErrorCodes } from './store-error.ts';
import { journalNumber, secretsKeyName, signingKeyName, snapshotName } from './store-files.ts';

/**
 * Refuses a folder that others can write, since they could replace the data, or be given the signing key. Others are
 * everybody but the user of this process and root.
 * @throws {StoreError} `STORE_EXPOSED`
 */
export function checkFolder(folder: string): void {
  const user = process.geteuid?.();
  if (user === undefined) return;
  const isOurs = ({ uid }: Stats) => uid === user || uid === 0;
  const link = lstatSync(folder);
  const stats = statSync(folder);
  for (const { uid } of [link, stats].filter((each) => !isOurs(each))) {
    throw exposed(
      `${folder} belongs to the user ${uid}, and this process runs as ${user}: run it as that user, or give it the folder ` +
        `with \`chown -R ${user} ${folder}\``,
    );
  }
  checkMode(folder, stats);
  // What is in a folder that others can't enter, they can't reach.
  const isReachable = (stats.mode & 0o011) !== 0;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const found = isOfStore(name) ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (found && isReachable && !isOurs(found)) {
      throw exposed(`${file} belongs to the user ${found.uid}, who can change it: \`chown ${user} ${file}\``);
    }
    if (found && isReachable && (found.mode & 0o022) !== 0) {
      throw exposed(`${file} can be written by ${nameOthers(found.mode)}: \`chmod go-w ${file}\``);
    }
  }
}

/** What each file with a key is for, and what to do if others may have read it. */
const keyFiles = {
  [signingKeyName]: ['signs access tokens', 'delete it; all users then have to sign in again'],
  [secretsKeyName]: ['encrypts secrets', 'make a new one with `concordat-webhooks secrets rekey`'],
} as const;

/** Refuses keys that others can read, as ssh does. @throws {StoreError} `STORE_EXPOSED` */
export function checkKeyFiles(folder: string): void {
  for (const [name, [use, remedy]] of Object.entries(keyFiles)) {
    const file = join(folder, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats || process.geteuid === undefined || (stats.mode & 0o077) === 0) continue;
    throw exposed(
      `${file} ${use}, and its mode ${modeOf(stats)} opens it to others: \`chmod 600 ${file}\`. If others may have read it, ` +
        remedy,
    );
  }
}

/** Refuses a folder that others can write by its mode, whoever owns it. @throws {StoreError} `STORE_EXPOSED` */
export function checkMode(folder: string, stats: Stats = statSync(folder)): void {
  if ((stats.mode & 0o022) === 0) return;
  throw exposed(
    `${folder} can be written by ${nameOthers(stats.mode)} (mode ${modeOf(stats)}), who could replace what is in it: ` +
      `\`chmod go-w ${folder}\`. If you can't, name a folder in it that doesn't exist yet with DATA_DIR: it is made for you alone`,
  );
}

/** Names the folder on the way that everybody can write, which lets them move the store's away; undefined for none. */
export function describeParents(folder: string): string | undefined {
  for (let current = resolve(folder); current !== dirname(current); ) {
    current = dirname(current);
    const { mode } = statSync(current);
    // In a sticky folder such as /tmp, only the owner of a file can move it.
    if ((mode & 0o002) === 0 || (mode & 0o1000) !== 0) continue;
    return `${current} can be written by everybody, who could move ${folder} away: \`chmod o-w ${current}\``;
  }
  return undefined;
}

function isOfStore(name: string): boolean {
  return (
    [snapshotName, lastCommitName, signingKeyName, secretsKeyName].includes(name) || journalNumber(name) !== undefined
  );
}

function nameOthers(mode: number): string {
  const names = [(mode & 0o020) !== 0 ? 'its group' : '', (mode & 0o002) !== 0 ? 'everybody' : ''];
  return names.filter((name) => name !== '').join(' and ');
}

function modeOf({ mode }: Stats): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function exposed(message: string): StoreError {
  return new StoreError(storeErrorCodes.exposed, `${message}. Nothing was changed`);
}
