import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Operation } from './data.ts';
import { decodeLine, encodeLine } from './line.ts';
import { syncFolder } from './snapshot.ts';
import { damaged, type StoreError } from './store-error.ts';

interface Header {
  readonly format: 1;
  readonly journal: number;
}

/** One commit: its number within the journal, then its changes. A commit is one line, so that it is applied whole or not at all. */
type Commit = readonly [number: number, ...operations: Operation[]];

/** A file to which each commit appends a line, which is synced before the commit is acknowledged. */
export class Journal {
  readonly #handle: FileHandle;
  #size: number;
  #commits: number;
  #hasIncompleteLine = false;

  constructor(handle: FileHandle, size: number, commits: number) {
    this.#handle = handle;
    this.#size = size;
    this.#commits = commits;
  }

  /** Creates a journal atomically, with its header. */
  static async create(file: string, journal: number): Promise<Journal> {
    const temporary = `${file}.${randomUUID()}.tmp`;
    const header = `${encodeLine({ format: 1, journal } satisfies Header)}\n`;
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.appendFile(header);
      await handle.sync();
      await rename(temporary, file);
      await syncFolder(dirname(file));
      return new Journal(handle, Buffer.byteLength(header), 0);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** The number of commits in it. */
  get commits(): number {
    return this.#commits;
  }

  /** @throws a system error; the file is then cut back to its previous length, at the latest before the next commit */
  async append(operations: readonly Operation[]): Promise<void> {
    if (this.#hasIncompleteLine) await this.#removeIncompleteLine();
    const line = Buffer.from(`${encodeLine([this.#commits + 1, ...operations] satisfies Commit)}\n`);
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
    this.#commits++;
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

export interface ReadJournal {
  /** The length of the valid part, in bytes. An incomplete commit may follow. */
  readonly goodLength: number;
  readonly tornBytes: number;
  readonly commits: number;
}

/**
 * Reads a journal.
 * @param onDamage is called for each damaged part, which is skipped; without it the first one is thrown
 * @throws {StoreError} if anything but the last commit is damaged
 */
export async function readJournal(
  file: string,
  apply: (operation: Operation) => void,
  onDamage?: (error: StoreError) => void,
): Promise<ReadJournal> {
  const bytes = await readFile(file);
  let commits = -1;
  let start = 0;
  const refuse = (what: string) => {
    const error = damaged(file, start, what);
    if (!onDamage) throw error;
    onDamage(error);
  };
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    const line = decodeLine(bytes, start, end);
    if (!line && newline === -1 && commits >= 0 && !decodeLine(bytes, start, end - 1)) {
      return { goodLength: start, tornBytes: bytes.length - start, commits };
    }
    if (!line) refuse("this line's checksum doesn't match");
    else if (commits >= 0 && isCommit(line.payload)) {
      // Each operation has its whole entry, so that commits after a gap can be applied.
      const [number, ...operations] = line.payload;
      if (number !== commits + 1) refuse(`${number - commits - 1} commits before this one are missing`);
      operations.forEach(apply);
      commits = number - 1;
    }
    commits++;
    if (newline === -1) return { goodLength: end, tornBytes: 0, commits };
    start = end + 1;
  }
  if (commits === -1) refuse('the file is empty');
  return { goodLength: start, tornBytes: 0, commits };
}

function isCommit(payload: unknown): payload is Commit {
  return Array.isArray(payload);
}

/** Opens a journal for appending: removes an incomplete commit, and adds the last newline if it is missing. */
export async function reopenJournal(file: string, { goodLength, commits }: ReadJournal): Promise<Journal> {
  const handle = await open(file, 'r+');
  const last = Buffer.alloc(1);
  await handle.truncate(goodLength);
  await handle.read(last, 0, 1, goodLength - 1);
  let size = goodLength;
  if (last[0] !== 10) {
    await handle.write('\n', goodLength);
    size++;
  }
  await handle.sync();
  return new Journal(handle, size, commits);
}
