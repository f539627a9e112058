import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { allOperations, apply, type Data, emptyData, type Operation } from './data.ts';
import { decodeLine, encodeLine } from './line.ts';
import { damaged, StoreError, storeErrorCodes } from './store-error.ts';

/** The version of the files' format. */
const format = 1;

interface Header {
  readonly format: number;
  readonly journal: number;
  readonly lastId: number;
}

/** Entries per line. More make reading faster, and lose more if a line is damaged. */
const blockSize = 16;
/** How much is written at once, in characters. */
const chunkSize = 256 * 1024;
/** How long entries are encoded before others may run, in milliseconds. */
const maxBlockingMs = 8;

function* blocksOf(operations: Iterable<Operation>): Generator<Operation[]> {
  let block: Operation[] = [];
  for (const operation of operations) {
    block.push(operation);
    if (block.length < blockSize) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

/**
 * Writes all data atomically as one JSON document, an array with a line for every few entries. Others may run in between:
 * what they change may or may not be in the snapshot, and is applied again from the journal that the header names.
 * @param more returns operations to apply after the entries; called when those are written
 */
export async function writeSnapshot(
  file: string,
  data: Data,
  more: () => Iterable<Operation> = () => [],
): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeTemporary(temporary, data, more);
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeTemporary(file: string, data: Data, more: () => Iterable<Operation>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    let count = 0;
    let chunk = `[\n${encodeLine({ format, journal: data.journal, lastId: data.lastId } satisfies Header)}`;
    let since = performance.now();
    const writeAll = async (operations: Iterable<Operation>) => {
      for (const block of blocksOf(operations)) {
        chunk += `,\n${encodeLine(block)}`;
        count += block.length;
        if (chunk.length < chunkSize && performance.now() - since < maxBlockingMs) continue;
        await handle.appendFile(chunk);
        chunk = '';
        since = performance.now();
      }
    };
    await writeAll(allOperations(data));
    await writeAll(more());
    await handle.appendFile(`${chunk},\n${encodeLine({ count })}\n]\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes created and renamed files of a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * @param onDamage is called for each damaged line, which is skipped; without it the first one is thrown
 * @throws {StoreError} if the file is damaged, or of a later version
 */
export async function readSnapshot(file: string, onDamage?: (error: StoreError) => void): Promise<Data> {
  const bytes = await readFile(file);
  const data = emptyData();
  const refuse = (offset: number, what: string) => {
    const error = damaged(file, offset, what);
    if (!onDamage) throw error;
    onDamage(error);
  };
  let count = 0;
  let expected: number | undefined;
  let start = bytes.indexOf(10) + 1;
  if (start !== 2 || bytes[0] !== 0x5b) refuse(0, 'this is not a snapshot of a store');
  for (let end: number; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(10, start);
    if (end === -1) end = bytes.length;
    if (end - start === 1 && bytes[start] === 0x5d && expected !== undefined) break;
    const isLast = bytes[end - 1] !== 0x2c;
    const line = decodeLine(bytes, start, isLast ? end : end - 1);
    if (!line) refuse(start, "this line's checksum doesn't match");
    else if (start === 2) readHeader(file, line.payload as Header, data);
    else if (isLast) expected = (line.payload as { count: number }).count;
    else {
      for (const operation of line.payload as Operation[]) apply(data, operation);
      count += (line.payload as Operation[]).length;
    }
  }
  if (expected === undefined) refuse(bytes.length, 'the end of the file is missing');
  else if (expected !== count) refuse(bytes.length, `${expected} entries were written, and ${count} are there`);
  if (bytes.length !== start + 2) refuse(start, 'the end of the file is damaged');
  return data;
}

function readHeader(file: string, header: Header, data: Data): void {
  if (header.format !== format) {
    const message = `${file} has format ${header.format}, and this version reads ${format}: use a later version`;
    throw new StoreError(storeErrorCodes.foreign, message);
  }
  data.journal = header.journal;
  data.lastId = header.lastId;
}
