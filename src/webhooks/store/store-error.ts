import { CodedError } from '../../http.ts';

/** Why a store can't be opened or written. */
export const storeErrorCodes = {
  /** A file is missing, its checksums don't match, or commits that were acknowledged are missing. */
  damaged: 'STORE_DAMAGED',
  /** Another process has the store open. */
  locked: 'STORE_LOCKED',
  /** A file can't be read or written. */
  io: 'STORE_IO',
  /** The folder holds other files, or files of a later version. */
  foreign: 'STORE_FOREIGN',
  /** Others can write the folder, or read the signing key. */
  exposed: 'STORE_EXPOSED',
  /** The database can't be reached, or can't do it now; the same may work later. */
  unavailable: 'STORE_UNAVAILABLE',
} as const;

export type StoreErrorCode = (typeof storeErrorCodes)[keyof typeof storeErrorCodes];

/** A store that can't be opened or written; `code` says why, the message what to do. */
export class StoreError extends CodedError<StoreErrorCode> {
  override readonly name = 'StoreError';
}

export function damaged(file: string, offset: number, what: string): StoreError {
  return new StoreError(
    storeErrorCodes.damaged,
    `${file}, byte ${offset}: ${what}. Nothing was changed. \`concordat-webhooks store check\` says what can still be ` +
      'read, `concordat-webhooks store repair` rebuilds the store from that and keeps the damaged file',
  );
}

export function noStore(folder: string): StoreError {
  return new StoreError(storeErrorCodes.foreign, `${folder} holds no store: name the folder of one with DATA_DIR`);
}

/** @throws {StoreError} `STORE_FOREIGN` if a later version wrote the file */
export function checkFormat(file: string, found: number, known: number): void {
  if (found <= known) return;
  const message = `${file} has format ${found}, and this version reads up to ${known}: use a later version`;
  throw new StoreError(storeErrorCodes.foreign, message);
}

/** Says which commits are missing: `commit 5`, `commits 5 to 7`. */
export function nameCommits(first: number, last: number): string {
  return first === last ? `commit ${first} is missing` : `commits ${first} to ${last} are missing`;
}

/** For what PostgreSQL's own tools do. @param what such as `A backup` */
export function useDatabaseTools(what: string, command: string): StoreError {
  const message = `${what} of the database in DATABASE_URL is made with PostgreSQL's own tools: ${command}`;
  return new StoreError(storeErrorCodes.foreign, message);
}
