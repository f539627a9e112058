import type { ListedRecord } from '../../../contract/resource/list-parameters.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { RecordNames } from './record-names.ts';

type Find = (names: RecordNames) => readonly string[] | undefined;

const happened = /^(occurred|happened|recorded|date|time|timestamp|checked in|sent|posted|published|placed|created)\b/;
export const beginning: RegExp = /\b(start|begin|depart|scheduled|due|check ?in)/;
const amount = /\b(price|cost|fee|fare|rate|amount|total)\b/;

const orders: readonly (readonly [said: RegExp, find: Find, isDescending: boolean])[] = [
  [
    /\b(latest|newest|most recent(ly \w+)?|last)( \w+){0,2} first\b|\breverse[- ]chronological/,
    (names) => timeIn(names, happened),
    true,
  ],
  [/\b(oldest|earliest)( \w+){0,2} first\b|\bchronological/, (names) => timeIn(names, happened), false],
  [/\b(soonest|next)( \w+){0,2} first\b/, (names) => timeIn(names, beginning), false],
  [/\b(cheapest|lowest (price|cost)s?|least expensive)( \w+){0,2} first\b/, (names) => amountIn(names), false],
  [/\b(most expensive|highest (price|cost)s?|dearest)( \w+){0,2} first\b/, (names) => amountIn(names), true],
];

/**
 * The order that the contract says a list has where a request asks for none: `the latest first`.
 * @param description of the operation
 * @returns undefined if it says nothing, or records have nothing to be ordered by
 */
export function describedOrder(
  description: string,
  names: RecordNames,
): ((a: ListedRecord, b: ListedRecord) => number) | undefined {
  const [, find, isDescending] = orders.find(([said]) => said.test(description.toLowerCase())) ?? [];
  const way = find?.(names);
  if (!way) return undefined;
  const sign = isDescending ? -1 : 1;
  return (a, b) => {
    const [own, other] = [valueIn(a, way), valueIn(b, way)];
    if (own === other) return 0;
    if (own === undefined || other === undefined) return own === undefined ? 1 : -1;
    return own < other ? -sign : sign;
  };
}

/** The time that fits best, else one in an object in the record, else the first one. */
export function timeIn(names: RecordNames, wanted: RegExp): readonly string[] | undefined {
  const all = [...names.keys()];
  const times = all.filter((name) => names.rankedKind?.(name) === 'time');
  const own = times.find((name) => wanted.test(wordsOf(name)));
  if (own !== undefined) return [own];
  for (const name of all) {
    const inner = names
      .get(name)
      ?.find((one) => wanted.test(wordsOf(one)) && /( at| on|date|time)$/.test(wordsOf(one)));
    if (inner !== undefined) return [name, inner];
  }
  return times[0] === undefined ? undefined : [times[0]];
}

function amountIn(names: RecordNames): readonly string[] | undefined {
  const own = [...names.keys()].find((name) => amount.test(wordsOf(name)));
  if (own === undefined || names.rankedKind?.(own) === 'number') return own === undefined ? undefined : [own];
  const inner = names.get(own)?.find((one) => /^(amount|value)$/.test(wordsOf(one)));
  return inner === undefined ? undefined : [own, inner];
}

export function valueIn(record: ListedRecord, way: readonly string[]): string | number | undefined {
  const value = way.reduce<unknown>((inner, name) => Object(inner)[name], record);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
