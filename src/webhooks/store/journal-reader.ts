import { open, readFile } from 'node:fs/promises';
import { format } from './atomic-file.ts';
import { isOperation, type Operation } from './data.ts';
import { type Commit, Journal, type JournalHeader, seedOf } from './journal.ts';
import { decodeLine } from './line.ts';
import { checkFormat, damaged, nameCommits, type StoreError } from './store-error.ts';

/** What is known of a journal before it is read; undefined for what isn't known. */
export interface ExpectedJournal {
  readonly journal: number;
  readonly store: string | undefined;
  /** The number of the last commit before it. */
  readonly commit: number | undefined;
}

export interface ReadJournal {
  /** The store that it belongs to, if its header says so. */
  readonly store: string | undefined;
  /** The length of the valid part, in bytes. An incomplete commit may follow. */
  readonly goodLength: number;
  readonly tornBytes: number;
  /** The number of its last commit. */
  readonly commit: number;
  readonly isEmpty: boolean;
}

/**
 * Reads a journal.
 * @param apply is called for each operation, in the order of the commits
 * @param onDamage is called for each damaged part, which is skipped; without it the first one is thrown
 * @throws {StoreError} if anything but the last commit is damaged, or the file isn't the expected one
 */
export async function readJournal(
  file: string,
  expected: ExpectedJournal,
  apply: (operation: Operation) => void,
  onDamage?: (error: StoreError) => void,
): Promise<ReadJournal> {
  const bytes = await readFile(file);
  const found: Commit[] = [];
  let start = 0;
  const refuse = (what: string) => {
    const error = damaged(file, start, what);
    if (!onDamage) throw error;
    onDamage(error);
  };
  const applyAll = (payload: Commit) => {
    for (let index = 1; index < payload.length; index++) apply(payload[index] as Operation);
  };
  if (bytes.length === 0) refuse('the file is empty');
  let end = endOfLine(bytes, 0);
  const header = readHeader(file, decodeLine(bytes, 0, end)?.payload);
  if (!header && bytes.length > 0)
    refuse("this line's checksum doesn't match, or it is not the first line of a journal");
  if (header && header.journal !== expected.journal) refuse(`this is journal ${header.journal} under another name`);
  const isForeign = header?.store !== undefined && expected.store !== undefined && header.store !== expected.store;
  if (isForeign) refuse('this journal belongs to another store');
  if (header?.commit !== undefined && expected.commit !== undefined && header.commit !== expected.commit) {
    refuse(describeGap(expected.commit, header.commit + 1));
  }
  const store = header?.store ?? (header ? undefined : expected.store);
  const seed = store === undefined ? 0 : seedOf(store);
  // In format 1, each journal numbers its commits from 1.
  const before = expected.commit ?? 0;
  const base = header && header.format === 1 ? before : 0;
  let commit = header?.commit ?? before;
  let isEmpty = true;
  let goodLength = Math.min(end + 1, bytes.length);
  for (start = end + 1; start < bytes.length; start = end + 1) {
    end = endOfLine(bytes, start);
    const line = decodeLine(bytes, start, end, seed);
    if (!line && isTorn(bytes, start, end, seed)) break;
    if (!line) refuse("this line's checksum doesn't match");
    else if (!isCommit(line.payload)) refuse('this line has no changes');
    else {
      const number = base + line.payload[0];
      if (number !== commit + 1) refuse(describeGap(commit, number));
      // Without a repair, one at a time, so that what was read can go when it is applied.
      if (onDamage) found.push(line.payload);
      else applyAll(line.payload);
      isEmpty = false;
      commit = number - 1;
    }
    commit++;
    goodLength = Math.min(end + 1, bytes.length);
  }
  // Commits after a gap can be applied: an operation has its whole entry, or is ignored if what it changes isn't there.
  found.sort(([a], [b]) => a - b);
  if (!isForeign) found.forEach(applyAll);
  const last = isForeign ? before : Math.max(commit, base + (found.at(-1)?.[0] ?? 0));
  return { store, goodLength, tornBytes: bytes.length - goodLength, commit: last, isEmpty };
}

function endOfLine(bytes: Buffer, start: number): number {
  const newline = bytes.indexOf(10, start);
  return newline === -1 ? bytes.length : newline;
}

function readHeader(file: string, payload: unknown): (Partial<JournalHeader> & { format: number }) | undefined {
  const { format: found, store, journal, commit } = (payload ?? {}) as Partial<JournalHeader>;
  if (!Number.isSafeInteger(found) || !Number.isSafeInteger(journal)) return undefined;
  checkFormat(file, found as number, format);
  if (found === 1) return { format: found, journal: journal as number };
  if (typeof store !== 'string' || !Number.isSafeInteger(commit)) return undefined;
  return { format: found as number, store, journal: journal as number, commit: commit as number };
}

function isCommit(payload: unknown): payload is Commit {
  return (
    Array.isArray(payload) &&
    Number.isSafeInteger(payload[0]) &&
    payload.every((value, index) => index === 0 || isOperation(value))
  );
}

/**
 * Whether a line is a commit that a crash interrupted: it is the last one, and has no end or parts that the system hadn't
 * written yet, which are zeros. If all that it lacks is its end, that was damaged later.
 */
function isTorn(bytes: Buffer, start: number, end: number, seed: number): boolean {
  if (end < bytes.length - 1) return false;
  if (end === bytes.length) return !decodeLine(bytes, start, end - 1, seed);
  return bytes.subarray(start, end).includes(0);
}

function describeGap(commit: number, number: number): string {
  if (number > commit + 1) return `${nameCommits(commit + 1, number - 1)} before this line`;
  return `commit ${number} stands here, where ${commit + 1} belongs`;
}

/** Opens a journal for appending: removes an incomplete commit, and adds the last newline if it is missing. */
export async function reopenJournal(file: string, read: ReadJournal): Promise<Journal> {
  const { store = '', goodLength, commit } = read;
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
  return new Journal(handle, store, size, commit);
}
