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

/** How many entries a line has: reading fewer, longer lines is faster, and a damaged one takes more with it. */
const blockSize = 16;
/** How much is written at once, in characters, and how long others wait for it at most, in milliseconds. */
const chunkSize = 256 * 1024;
const patience = 8;

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
 * Writes all data as one JSON document, an array with a line for every few entries, and lets others run in between: what is
 * changed meanwhile may or may not be in it, and has to be applied again from the journal that the header names.
 * The file is there whole or not at all.
 * @param more what is to be applied after the entries; asked when they are written
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
        if (chunk.length < chunkSize && performance.now() - since < patience) continue;
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

/** Makes what was created or renamed in a folder last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * @param onDamage is told of lines that can't be read, which are left out then; without it the first one is thrown
 * @throws {StoreError} where the file is damaged, or of a later version
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
  if (start !== 2 || bytes[0] !== 0x5b) refuse(0, 'this is no snapshot of a store');
  for (let end: number; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(10, start);
    if (end === -1) end = bytes.length;
    if (end - start === 1 && bytes[start] === 0x5d && expected !== undefined) break;
    const isLast = bytes[end - 1] !== 0x2c;
    const line = decodeLine(bytes, start, isLast ? end : end - 1);
    if (!line) refuse(start, 'this line is not as it was written');
    else if (start === 2) readHeader(file, line.payload as Header, data);
    else if (isLast) expected = (line.payload as { count: number }).count;
    else {
      for (const operation of line.payload as Operation[]) apply(data, operation);
      count += (line.payload as Operation[]).length;
    }
  }
  if (expected === undefined) refuse(bytes.length, 'the end of the file is missing');
  else if (expected !== count) refuse(bytes.length, `${expected} entries were written, and ${count} are there`);
  if (bytes.length !== start + 2) refuse(start, 'the end of the file is not as it was written');
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
