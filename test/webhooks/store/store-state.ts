import { readFile, rm } from 'node:fs/promises';
import type { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';

type Row = readonly unknown[];

/** All that a store holds, read from a backup: entries, deliveries in their order, failures, and the ids of events. */
export async function readState(store: LowdbStore, file: string): Promise<unknown> {
  // What is too old is removed with the next look.
  await store.deliveries.find('none');
  await rm(file, { force: true });
  await store.backup(file);
  const lines = (await readFile(file, 'utf8')).split('\n').slice(2, -3);
  const operations = lines.flatMap((line) => JSON.parse(line.replace(/,$/, ''))[1] as Row[]);
  const of = (kind: string) => operations.filter(([found]) => found === kind);
  const deliveries = of('deliveries').flatMap(([, event, rows]) => (rows as Row[]).map((row) => [event, row] as const));
  // The number of an end says only which was before which.
  const ends = deliveries.flatMap(([, row]) => (row[5] ? [row[5] as number] : [])).sort((a, b) => a - b);
  const ids = of('seen').flatMap(([, text]) =>
    Buffer.from(text as string, 'base64')
      .toString('hex')
      .match(/.{40}/g),
  );
  return {
    entries: of('put'),
    deliveries: deliveries.map(([event, row]) => [event, row[5] ? row.with(5, ends.indexOf(row[5] as number)) : row]),
    failures: of('health').sort(([, a], [, b]) => (a as number) - (b as number)),
    ids: ids.sort(),
  };
}
