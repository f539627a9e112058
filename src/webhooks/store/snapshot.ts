import { crc32 } from 'node:zlib';
import { format, writeAtomically } from './atomic-file.ts';
import type { Data, Operation } from './data.ts';
import { encodeLine } from './line.ts';

export interface SnapshotHeader {
  readonly format: number;
  readonly store: string;
  readonly journal: number;
  readonly commit: number;
  readonly lastId: number;
  readonly backedUpOn?: string | undefined;
}

/** The last line; it has the last id a second time. */
export interface SnapshotFooter {
  /** The number of operations. */
  readonly count: number;
  readonly lastId: number;
  /** Of the checksums of all lines before, in their order. */
  readonly lines: number;
}

/** Continues a checksum of lines' checksums, so that lines that change places are noticed. */
export function addLine(lines: number, checksum: number): number {
  return crc32(`${checksum},`, lines);
}

/** Entries per line. More make reading faster, and lose more if a line is damaged. */
const blockSize = 16;
/** From how many characters of events' records a line has no more entries, since a line is encoded at once. */
const maxBlockLength = 64 * 1024;
/** How much is written at once, in characters. */
const chunkSize = 256 * 1024;
/** How long entries are encoded before others may run, in milliseconds: events that are accepted meanwhile are late by it. */
const maxBlockingMs = 2;

function* blocksOf(operations: Iterable<Operation>): Generator<Operation[]> {
  let block: Operation[] = [];
  let length = 0;
  for (const operation of operations) {
    block.push(operation);
    if (operation[0] === 'deliveries') length += operation[1][3].length;
    if (block.length < blockSize && length < maxBlockLength) continue;
    yield block;
    block = [];
    length = 0;
  }
  if (block.length > 0) yield block;
}

/**
 * Writes data atomically as one JSON document, an array with a line for every few entries. Others may run in between: what
 * they change is in the journal that the header names.
 * @param operations make the data, as it is before that journal
 * @param more returns operations to apply after them; called when those are written
 */
export function writeSnapshot(
  file: string,
  data: Data,
  operations: Iterable<Operation>,
  more: () => Iterable<Operation> = () => [],
): Promise<void> {
  return writeAtomically(file, async (handle) => {
    const { store, journal, commit, lastId, backedUpOn } = data;
    const header = encodeLine({ format, store, journal, commit, lastId, backedUpOn } satisfies SnapshotHeader);
    let chunk = `[\n${header.text}`;
    let lines = addLine(0, header.checksum);
    let count = 0;
    let since = performance.now();
    const writeAll = async (all: Iterable<Operation>) => {
      for (const block of blocksOf(all)) {
        const line = encodeLine(block);
        chunk += `,\n${line.text}`;
        lines = addLine(lines, line.checksum);
        count += block.length;
        if (chunk.length < chunkSize && performance.now() - since < maxBlockingMs) continue;
        await handle.appendFile(chunk);
        chunk = '';
        since = performance.now();
      }
    };
    await writeAll(operations);
    await writeAll(more());
    const footer = encodeLine({ count, lastId: data.lastId, lines } satisfies SnapshotFooter);
    await handle.appendFile(`${chunk},\n${footer.text}\n]\n`);
  });
}
