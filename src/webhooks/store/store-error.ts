/** What may be wrong with a store. */
export const storeErrorCodes = {
  /** A file isn't as it was written, or is missing. */
  damaged: 'STORE_DAMAGED',
  /** Another process has the store open. */
  locked: 'STORE_LOCKED',
  /** A file can't be read or written. */
  io: 'STORE_IO',
  /** The folder holds something else, or a later version's files. */
  foreign: 'STORE_FOREIGN',
} as const;

export type StoreErrorCode = (typeof storeErrorCodes)[keyof typeof storeErrorCodes];

/** A store can't be opened or written; `code` says why, the message what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function damaged(file: string, offset: number, what: string): StoreError {
  return new StoreError(
    storeErrorCodes.damaged,
    `${file}, byte ${offset}: ${what}. Nothing was changed. \`concordat-webhooks store check\` says what can still be ` +
      'read, `concordat-webhooks store repair` goes on with that and keeps the damaged file',
  );
}

export function noStore(folder: string): StoreError {
  return new StoreError(storeErrorCodes.foreign, `${folder} holds no store: name the folder of one with DATA_DIR`);
}
