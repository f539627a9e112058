import { createRandom } from '../../../instances/index.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { Collection, PathValues } from '../collections.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordType } from './record-type.ts';

/** How many an overview shows where the contract sets no limit. */
const usual = 5;
const choices: readonly (readonly [list: RegExp, property: RegExp, isAscending: boolean])[] = [
  [
    /^(recent|latest|newest|last|new)\b/,
    /^(created|placed|ordered|booked|submitted|published|received|date|occurred|joined)\b/,
    false,
  ],
  [/^(upcoming|next|coming)\b/, /^(start|begin|scheduled|date|due|departure|check in|pick ?up)/, true],
  [/^(oldest|first)\b/, /^(created|placed|ordered|date|joined)\b/, true],
  [/^(top|best|most|popular|trending)\b/, /\b(sold|sales|revenue|rating|score|views|likes|count|popularity)\b/, false],
];

/**
 * The records that a list of an overview says it has: `recentOrders`, `upcomingClasses`.
 * @returns undefined if its name says nothing
 */
export function chosenFor(
  list: string,
  records: readonly MockRecord[],
  most: number = usual,
): readonly MockRecord[] | undefined {
  const words = wordsOf(list);
  const [, property, isAscending] = choices.find(([pattern]) => pattern.test(words)) ?? [];
  if (!property) return undefined;
  const names = Object.keys(records[0] ?? {}).filter((one) => property.test(wordsOf(one)));
  const name = names.find((one) => typeof records[0]?.[one] !== 'object');
  if (name === undefined) return records.slice(0, most);
  const compare = (a: unknown, b: unknown) => ((a as string) < (b as string) ? -1 : a === b ? 0 : 1);
  return records.toSorted((a, b) => (isAscending ? 1 : -1) * compare(a[name], b[name])).slice(0, most);
}

/** Finds the ids of records. */
interface IdLookup {
  idsFor(target: RecordType, record: MockRecord, path: PathValues): unknown[];
  ownerOf(own: RecordType, target: RecordType, ids: readonly unknown[], seed: string): unknown;
}

/** The id of a record that a made-up one may stand beside: the same each time. @param used those that are taken */
export function drawId(
  relations: IdLookup,
  target: RecordType,
  own: RecordType,
  { key, path }: Collection,
  record: MockRecord,
  way: readonly string[],
  used: ReadonlySet<unknown> = new Set(),
): unknown {
  const all = relations.idsFor(target, record, path);
  const owner = used.size === 0 ? relations.ownerOf(own, target, all, `${key} ${record[own.id]}`) : undefined;
  if (owner !== undefined) return owner;
  const ids = all.filter((one) => (target !== own || one !== record[own.id]) && !used.has(one));
  return ids[Math.floor(createRandom(`${key} ${record[own.id]} ${way.join()}`)() * ids.length)];
}

export function numbersOf(records: readonly MockRecord[], name: string): number[] {
  return records.map((record) => record[name]).filter((value) => typeof value === 'number');
}
