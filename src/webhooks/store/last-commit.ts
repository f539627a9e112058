import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { format, writeAtomically } from './atomic-file.ts';
import { decodeLine, encodeLine } from './line.ts';
import { checkFormat, damaged, type StoreError } from './store-error.ts';

export const lastCommitName = 'last-commit.json';

/** What has been acknowledged. */
export interface Acknowledged {
  readonly store: string;
  /** The number of the last commit. */
  readonly commit: number;
  /** The last id of a webhook. */
  readonly lastId: number;
}

/** A sector, which a disk writes whole or not at all. */
const slotSize = 512;
/** How long after a commit the file is synced, in milliseconds. */
const defaultSyncAfterMs = 1000;

const sync = promisify(fdatasync);

/**
 * The file with the number of the last commit, which shows when the journal has lost its end. It is written after the journal
 * is synced and before the commit is acknowledged, but synced at most once a second, so that it costs a commit a few
 * microseconds: it survives the process at once, and a power cut a second later. Two slots are written in turn, so
 * that one of them is always whole.
 */
export class LastCommit {
  readonly #descriptor: number;
  readonly #onError: (error: unknown) => void;
  readonly #syncAfterMs: number;
  readonly #slot = Buffer.alloc(slotSize);
  #timer: NodeJS.Timeout | undefined;

  private constructor(descriptor: number, onError: (error: unknown) => void, syncAfterMs: number) {
    this.#descriptor = descriptor;
    this.#onError = onError;
    this.#syncAfterMs = syncAfterMs;
  }

  /** @param onError is called when the file can't be written, which loses no commit */
  static open(folder: string, onError: (error: unknown) => void, syncAfterMs = defaultSyncAfterMs): LastCommit {
    return new LastCommit(openSync(join(folder, lastCommitName), 'r+'), onError, syncAfterMs);
  }

  write(acknowledged: Acknowledged): void {
    try {
      encodeSlot(acknowledged, this.#slot);
      writeSync(this.#descriptor, this.#slot, 0, slotSize, (acknowledged.commit % 2) * slotSize);
    } catch (error) {
      this.#onError(error);
      return;
    }
    this.#timer ??= setTimeout(() => void this.sync(), this.#syncAfterMs).unref();
  }

  async sync(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await sync(this.#descriptor).catch(this.#onError);
  }

  async close(): Promise<void> {
    await this.sync();
    closeSync(this.#descriptor);
  }
}

/** Writes a slot into memory; it is padded, so that the file keeps its length. */
function encodeSlot(acknowledged: Acknowledged, slot: Buffer): Buffer {
  slot.fill(' ').write(encodeLine({ format, ...acknowledged }).text);
  slot[slotSize - 1] = 10;
  return slot;
}

/** Creates the file, or replaces it. */
export function createLastCommit(folder: string, acknowledged: Acknowledged): Promise<void> {
  const slot = encodeSlot(acknowledged, Buffer.alloc(slotSize));
  return writeAtomically(join(folder, lastCommitName), (handle) => handle.writeFile(Buffer.concat([slot, slot])));
}

/**
 * @param onDamage is called for damage; one damaged slot is none, since the other one counts
 * @returns undefined if nothing can be read
 */
export async function readLastCommit(
  folder: string,
  onDamage: (error: StoreError) => void,
): Promise<Acknowledged | undefined> {
  const file = join(folder, lastCommitName);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const slots = [0, slotSize].flatMap((start) => (bytes && decodeSlot(file, bytes, start)) ?? []);
  if (!bytes) onDamage(damaged(file, 0, 'this file is missing, so that missing commits would not be noticed'));
  else if (slots.length === 0) onDamage(damaged(file, 0, 'neither of its two checksums matches'));
  return slots.sort((a, b) => b.commit - a.commit)[0];
}

function decodeSlot(file: string, bytes: Buffer, start: number): Acknowledged | undefined {
  const end = bytes.subarray(0, start + slotSize).lastIndexOf(0x5d) + 1;
  const line = end > start ? decodeLine(bytes, start, end) : undefined;
  const { format: found, store, commit, lastId } = (line?.payload ?? {}) as Partial<Acknowledged & { format: number }>;
  if (!Number.isSafeInteger(found)) return undefined;
  checkFormat(file, found as number, format);
  if (typeof store !== 'string' || !Number.isSafeInteger(commit) || !Number.isSafeInteger(lastId)) return undefined;
  return { store, commit, lastId } as Acknowledged;
}
