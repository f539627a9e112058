import { wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';

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
