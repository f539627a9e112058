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

/** The changes of one commit: its number within the journal, then what it did. One line, so that it counts whole or not. */
type Commit = readonly [number: number, ...operations: Operation[]];

/** A file that grows by a line for each commit, on disk before anybody is told of it. */
export class Journal {
  readonly #handle: FileHandle;
  #size: number;
  #commits: number;
  #hasRemains = false;

  constructor(handle: FileHandle, size: number, commits: number) {
    this.#handle = handle;
    this.#size = size;
    this.#commits = commits;
  }

  /** Makes a new journal; the file is there with its first line, or not at all. */
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

  /** How many commits it holds. */
  get commits(): number {
    return this.#commits;
  }

  /** @throws where it can't be written; the file is then as it was before, or will be before the next commit */
  async append(operations: readonly Operation[]): Promise<void> {
    if (this.#hasRemains) await this.#cutRemains();
    const line = Buffer.from(`${encodeLine([this.#commits + 1, ...operations] satisfies Commit)}\n`);
    try {
      for (let written = 0; written < line.length; ) {
        const { bytesWritten } = await this.#handle.write(line, written, line.length - written, this.#size + written);
        written += bytesWritten;
      }
      await this.#handle.datasync();
    } catch (error) {
      this.#hasRemains = true;
      await this.#cutRemains().catch((second: Error) => {
        const message = `${(error as Error).message}; what was written of it could not be cut off: ${second.message}`;
        throw new AggregateError([error, second], message, { cause: error });
      });
      throw error;
    }
    this.#size += line.length;
    this.#commits++;
  }

  async #cutRemains(): Promise<void> {
    await this.#handle.truncate(this.#size);
    await this.#handle.datasync();
    this.#hasRemains = false;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

export interface ReadJournal {
  /** How far the file is good, in bytes; what follows is a commit that was cut off while it was written. */
  readonly goodLength: number;
  readonly tornBytes: number;
  readonly commits: number;
}

/**
 * Reads a journal.
 * @param onDamage is told of what can't be read, which is left out then; without it that is thrown
 * @throws {StoreError} where it is damaged anywhere but in a commit that was never finished
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
    if (!line) refuse('this line is not as it was written');
    else if (commits >= 0 && isCommit(line.payload)) {
      // Each operation has its whole entry, so that what comes after a gap is as good as what came before.
      const [number, ...operations] = line.payload;
      if (number !== commits + 1) refuse(`of the commits before this one, ${number - commits - 1} are missing`);
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

/** Goes on with a journal that was read: cuts off a torn commit, and ends the last line where its end is missing. */
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
