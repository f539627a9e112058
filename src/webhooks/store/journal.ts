import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { format, writeAtomically } from './atomic-file.ts';
import type { Operation } from './data.ts';
import { encodeLine } from './line.ts';

export interface JournalHeader {
  readonly format: number;
  readonly store: string;
  readonly journal: number;
  /** The number of the last commit before this journal. */
  readonly commit: number;
}

/** One commit: its number, then its changes. A commit is one line, so that it is applied whole or not at all. */
export type Commit = readonly [number: number, ...operations: Operation[]];

/** The commits' checksums start with the store's, so that a line of another store doesn't count. */
export function seedOf(store: string): number {
  return crc32(store);
}

/** A file to which each commit appends a line, which is synced before the commit is acknowledged. */
export class Journal {
  readonly #handle: FileHandle;
  readonly #seed: number;
  #size: number;
  #commit: number;
  #hasIncompleteLine = false;

  /** @param size of the file's valid part, in bytes; @param commit the number of its last commit */
  constructor(handle: FileHandle, store: string, size: number, commit: number) {
    this.#handle = handle;
    this.#seed = seedOf(store);
    this.#size = size;
    this.#commit = commit;
  }

  /** Creates a journal atomically, with its header. */
  static async create(file: string, header: Omit<JournalHeader, 'format'>): Promise<Journal> {
    const line = `${encodeLine({ format, ...header } satisfies JournalHeader).text}\n`;
    await writeAtomically(file, (handle) => handle.appendFile(line));
    return new Journal(await open(file, 'r+'), header.store, Buffer.byteLength(line), header.commit);
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** The number of the last commit. */
  get commit(): number {
    return this.#commit;
  }

  /** @throws a system error; the file is then cut back to its previous length, at the latest before the next commit */
  async append(operations: readonly Operation[]): Promise<void> {
    if (this.#hasIncompleteLine) await this.#removeIncompleteLine();
    const line = Buffer.from(`${encodeLine([this.#commit + 1, ...operations] satisfies Commit, this.#seed).text}\n`);
    try {
      for (let written = 0; written < line.length; ) {
        const { bytesWritten } = await this.#handle.write(line, written, line.length - written, this.#size + written);
        written += bytesWritten;
      }
      await this.#handle.datasync();
    } catch (error) {
      this.#hasIncompleteLine = true;
      await this.#removeIncompleteLine().catch((second: Error) => {
        const message = `${(error as Error).message}; the incomplete line could not be removed: ${second.message}`;
        throw new AggregateError([error, second], message, { cause: error });
      });
      throw error;
    }
    this.#size += line.length;
    this.#commit++;
  }

  async #removeIncompleteLine(): Promise<void> {
    await this.#handle.truncate(this.#size);
    await this.#handle.datasync();
    this.#hasIncompleteLine = false;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
