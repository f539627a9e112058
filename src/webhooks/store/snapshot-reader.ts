import { readFile } from 'node:fs/promises';
import { format } from './atomic-file.ts';
import { apply, type Data, emptyData, isOperation } from './data.ts';
import { decodeLine } from './line.ts';
import { addLine, type SnapshotFooter, type SnapshotHeader } from './snapshot.ts';
import { checkFormat, damaged, type StoreError } from './store-error.ts';

export interface ReadSnapshot {
  readonly data: Data;
  /** Whether the line is there that says which journals belong to it. */
  readonly hasHeader: boolean;
  /** The version of the file's format; the current one without a header. */
  readonly format: number;
}

/**
 * @param onDamage is called for each damaged line, which is skipped; without it the first one is thrown
 * @throws {StoreError} if the file is damaged, or of a later version
 */
export async function readSnapshot(file: string, onDamage?: (error: StoreError) => void): Promise<ReadSnapshot> {
  const bytes = await readFile(file);
  const data = emptyData();
  const refuse = (offset: number, what: string) => {
    const error = damaged(file, offset, what);
    if (!onDamage) throw error;
    onDamage(error);
  };
  let count = 0;
  let lines = 0;
  let header: SnapshotHeader | undefined;
  let footer: Partial<SnapshotFooter> | undefined;
  let start = bytes.indexOf(10) + 1;
  if (start !== 2 || bytes[0] !== 0x5b) refuse(0, 'this is not a snapshot of a store');
  for (let end: number; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(10, start);
    if (end === -1) end = bytes.length;
    if (end - start === 1 && bytes[start] === 0x5d && footer) break;
    const isLast = bytes[end - 1] !== 0x2c;
    const line = decodeLine(bytes, start, isLast ? end : end - 1);
    if (!line) {
      refuse(start, "this line's checksum doesn't match");
    } else if (footer) {
      refuse(start, 'this line follows the last one');
    } else if (isLast) {
      footer = line.payload as SnapshotFooter;
    } else {
      lines = addLine(lines, line.checksum);
      if (start === 2) header = readHeader(file, line.payload);
      else if (!Array.isArray(line.payload) || !line.payload.every(isOperation))
        refuse(start, 'this line has no entries');
      else {
        for (const operation of line.payload) apply(data, operation);
        count += line.payload.length;
      }
      if (start === 2 && !header) refuse(start, "this line doesn't describe a snapshot");
    }
  }
  if (!footer) refuse(bytes.length, 'the end of the file is missing');
  else if (footer.count !== count) refuse(bytes.length, `${footer.count} entries were written, and ${count} are there`);
  else if (footer.lines !== lines && header?.format !== 1)
    refuse(bytes.length, 'lines are not those that were written, or not in their order');
  if (bytes.length !== start + 2) refuse(start, 'the end of the file is damaged');
  const lastId = Math.max(data.lastId, header?.lastId ?? 0, footer?.lastId ?? 0);
  const { store, journal, commit, backedUpOn } = header ?? data;
  return {
    data: { ...data, store, journal, commit, backedUpOn, lastId },
    hasHeader: header !== undefined,
    format: header?.format ?? format,
  };
}

function readHeader(file: string, payload: unknown): SnapshotHeader | undefined {
  const {
    format: found,
    store = '',
    journal,
    commit = 0,
    lastId,
    backedUpOn,
  } = (payload ?? {}) as Partial<SnapshotHeader>;
  if (!Number.isSafeInteger(found)) return undefined;
  checkFormat(file, found as number, format);
  if (![journal, commit, lastId].every(Number.isSafeInteger)) return undefined;
  return { format: found, store, journal, commit, lastId, backedUpOn } as SnapshotHeader;
}
