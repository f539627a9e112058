import { join } from 'node:path';
import { apply } from './data.ts';
import { type ReadJournal, readJournal } from './journal-reader.ts';
import { type Acknowledged, lastCommitName, readLastCommit } from './last-commit.ts';
import type { ReadSnapshot } from './snapshot-reader.ts';
import { damaged, nameCommits, type StoreError } from './store-error.ts';
import { journalPath, type StoreFiles } from './store-files.ts';

export interface ReadJournals {
  readonly store: string;
  /** The number of the last journal, and what was read of it. */
  readonly journal: number;
  readonly last: ReadJournal | undefined;
  /** The number of the last commit that can be read. */
  readonly commit: number;
  readonly acknowledged: Acknowledged | undefined;
}

/**
 * Applies the journals that follow a snapshot, and compares their last commit with the last one that was acknowledged.
 * @param onDamage is called for each damaged part, which is skipped; without it the first one is thrown
 * @throws {StoreError} if a file is damaged or missing, or belongs to another store, or commits are missing
 */
export async function readJournals(
  folder: string,
  { data, hasHeader }: ReadSnapshot,
  files: StoreFiles,
  onDamage?: (error: StoreError) => void,
): Promise<ReadJournals> {
  const refuse = (error: StoreError) => {
    if (!onDamage) throw error;
    onDamage(error);
  };
  const needsLastCommit = hasHeader && data.store !== '' && data.journal > 0;
  const acknowledged = await readLastCommit(folder, (error) => {
    if (needsLastCommit || files.hasLastCommit) refuse(error);
  });
  const numbers = hasHeader ? files.journals.filter((number) => number >= data.journal) : files.journals;
  let store = data.store || (hasHeader ? '' : (acknowledged?.store ?? ''));
  let commit: number | undefined = hasHeader ? data.commit : undefined;
  let next = (hasHeader && data.journal) || (numbers[0] ?? 1);
  let last: ReadJournal | undefined;
  if (data.journal > 0 && numbers.length === 0) refuse(damaged(journalPath(folder, next), 0, 'this file is missing'));
  for (const number of numbers) {
    if (last && last.tornBytes > 0) {
      refuse(damaged(journalPath(folder, next - 1), last.goodLength, 'the end of this file is missing'));
    }
    if (next < number) {
      const others = next < number - 1 ? `, and so are those up to journal ${number - 1}` : '';
      refuse(damaged(journalPath(folder, next), 0, `this file is missing${others}`));
    }
    const expected = { journal: number, store: store || undefined, commit };
    last = await readJournal(journalPath(folder, number), expected, (operation) => apply(data, operation), onDamage);
    if (data.journal === 0 && !last.isEmpty) {
      refuse(
        damaged(journalPath(folder, number), 0, 'this journal belongs to the store that was here before the backup'),
      );
    }
    store ||= last.store ?? '';
    commit = last.commit;
    next = number + 1;
  }
  const read = { store, journal: Math.max(next - 1, last ? 0 : data.journal), last, commit: commit ?? 0, acknowledged };
  if (data.journal > 0 || !hasHeader) compare(folder, read, refuse);
  return read;
}

function compare(
  folder: string,
  { store, journal, last, commit, acknowledged }: ReadJournals,
  refuse: (error: StoreError) => void,
): void {
  if (!acknowledged) return;
  if (store !== '' && acknowledged.store !== store) {
    refuse(damaged(join(folder, lastCommitName), 0, 'this file belongs to another store'));
  } else if (acknowledged.commit > commit) {
    const missing = nameCommits(commit + 1, acknowledged.commit);
    const what = `the file ends with commit ${commit}, and commit ${acknowledged.commit} was acknowledged: ${missing}`;
    refuse(damaged(journalPath(folder, journal), last?.goodLength ?? 0, what));
  }
}
