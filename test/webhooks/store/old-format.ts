import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { webhook } from '../records.ts';

function line(payload: unknown): string {
  const text = JSON.stringify(payload);
  return `[${crc32(text)},${text}]`;
}

/** A snapshot of format 1 with one webhook. */
export function oldSnapshot(journal: number, lastId = 1): string {
  const lines = [line({ format: 1, journal, lastId }), line([['put', 'webhooks', webhook(1)]]), line({ count: 1 })];
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** A journal of format 1 in which each of these webhooks is a commit. */
export function oldJournal(journal: number, ids: readonly number[]): string {
  const commits = ids.map((id, index) => line([index + 1, ['put', 'webhooks', webhook(id)]]));
  return `${[line({ format: 1, journal }), ...commits].join('\n')}\n`;
}

/** Writes a store of format 1: webhook 1 in its snapshot, 2 and 3 in a journal, 4 in the next one. */
export async function writeOldStore(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'db.json'), oldSnapshot(2));
  await writeFile(join(folder, 'journal-2.jsonl'), oldJournal(2, [2, 3]));
  await writeFile(join(folder, 'journal-3.jsonl'), oldJournal(3, [4]));
}

/** Turns the files of a store without deliveries into those of format 2, which were the same but for its number. */
export async function turnIntoFormat2(folder: string, journal: string): Promise<void> {
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const payloadOf = (text: string) => JSON.parse(text.replace(/,$/, ''))[1] as Record<string, unknown>;
  const turned = (text: string) => line({ ...payloadOf(text), format: 2 });
  const snapshot = (await read('db.json')).split('\n');
  const header = `${turned(snapshot[1] as string)},`;
  const checksums = [header, ...snapshot.slice(2, -3)].map((each) => Number(/\d+/.exec(each)?.[0]));
  const lines = checksums.reduce((sum, checksum) => crc32(`${checksum},`, sum), 0);
  const footer = line({ ...payloadOf(snapshot.at(-3) as string), lines });
  await writeFile(join(folder, 'db.json'), snapshot.with(1, header).with(-3, footer).join('\n'));
  const [first = '', ...commits] = (await read(journal)).split('\n');
  await writeFile(join(folder, journal), [turned(first), ...commits].join('\n'));
  const slots = (await read('last-commit.json')).match(/\[\S+\]/g)?.map((slot) => turned(slot).padEnd(511)) ?? [];
  await writeFile(join(folder, 'last-commit.json'), slots.map((slot) => `${slot}\n`).join(''));
}
