import { copyOf } from '../../../contract/document/copy.ts';
import { isObject } from '../../../contract/document/is-object.ts';
import { wordsOf } from '../../plausible/words.ts';
import { unitPrice } from './totals.ts';

type Fields = Record<string, unknown>;

const price = /^(price|fare|ticket price|unit price|price each)$/;
const total = /^total( price| amount| cost| fare)?( (in )?cents)?$/;
const room = /^(\w+ )?(capacity|seat count|place count|number of (seats|places)|total seats|total places)$/;
const allPlaces = /^(total|max|number of) (seats|places|spots)$|^(seats|places|spots) total$/;
const freePlaces =
  /^(available|remaining|free|open) (seats|places|spots)$|^(seats|places|spots) (available|remaining|free|left)$/;
const soldOut = /^(is )?(sold out|fully booked|full)$/;

/**
 * What a record has from one that it refers to: what one of several costs, and how many places there are.
 * @param record is changed
 * @param declared the names of the properties that it may have
 * @param isFilled whether it was made up; else what clients set stays
 */
export function takeOver(
  record: Fields,
  other: Fields,
  declared: readonly string[],
  isFilled: boolean,
  isSettable: (name: string) => boolean,
): void {
  takeTerms(record, other, declared, isFilled, isSettable);
  const mine = (pattern: RegExp) =>
    Object.keys(record).find((name) => pattern.test(wordsOf(name)) && (isFilled || !isSettable(name)));
  const theirs = (pattern: RegExp) => Object.entries(other).find(([name]) => pattern.test(wordsOf(name)))?.[1];
  const [sum, cost] = [mine(total), theirs(price)];
  const each =
    mine(unitPrice) ??
    (isFilled ? undefined : declared.find((name) => unitPrice.test(wordsOf(name)) && !isSettable(name)));
  if (each !== undefined && sum !== undefined && cost !== undefined && typeof cost === typeof (record[each] ?? cost))
    record[each] = copyOf(cost);
  const fares = sum === undefined || each !== undefined ? undefined : faresOf(record, other);
  if (sum !== undefined && fares !== undefined && typeof record[sum] === 'number') record[sum] = fares;
  const [all, free, places] = [mine(allPlaces), mine(freePlaces), theirs(room)];
  if (typeof places !== 'number' || !isFilled) return;
  if (all !== undefined && typeof record[all] === 'number') record[all] = places;
  const left = free === undefined ? undefined : record[free];
  if (free === undefined || typeof left !== 'number' || left <= places) return;
  record[free] = left % (places + 1);
  const flag = mine(soldOut);
  if (flag !== undefined && typeof record[flag] === 'boolean') record[flag] = record[free] === 0;
}

const terms = /\b(rate|fee)$/;
const begin = /^(start|begin)(s|ning)?( (at|on|time|date))?$/;
const end = /^end(s|ing)?( (at|on|time|date))?$/;

/** What something costs by the day or at a time, and when what was booked begins and ends. */
function takeTerms(
  record: Fields,
  other: Fields,
  declared: readonly string[],
  isFilled: boolean,
  isSettable: (name: string) => boolean,
): void {
  const names = declared.filter((name) => (isFilled ? Object.hasOwn(record, name) : !isSettable(name)));
  const fees = Object.keys(other).filter((name) => /^\w+ fee$/.test(wordsOf(name)));
  for (const name of names) {
    const words = wordsOf(name);
    if (!terms.test(words)) continue;
    const [only, ...more] = words === 'fee' ? fees : [];
    const value = other[name] ?? (more.length === 0 ? other[only ?? ''] : undefined);
    if (typeof value === 'number' && typeof (record[name] ?? value) === 'number') record[name] = value;
  }
  // Of those that were made up, the status says when they are.
  if (isFilled) return;
  const [first, last] = [begin, end].map((pattern) =>
    names.find((name) => pattern.test(wordsOf(name)) && typeof other[name] === 'string'),
  );
  if (first === undefined || last === undefined) return;
  for (const name of [first, last]) record[name] = other[name];
}

/** What all in a list cost, by their types: `adultFare` for each `{ type: 'adult' }`; undefined if there are no such prices. */
function faresOf(record: Fields, other: Fields): number | undefined {
  const fares = new Map<string, number>();
  for (const [name, value] of Object.entries(other)) {
    const [, type] = /^(\w+) (?:fare|price|rate)( (in )?cents)?$/.exec(wordsOf(name)) ?? [];
    if (type !== undefined && typeof value === 'number') fares.set(type, value);
  }
  if (fares.size < 2) return undefined;
  const fareOf = (one: Fields) =>
    Object.values(one).flatMap((value) => (typeof value === 'string' ? (fares.get(wordsOf(value)) ?? []) : []))[0];
  for (const list of Object.values(record)) {
    const items = Array.isArray(list) ? list.filter(isObject) : [];
    // Who has no price goes along.
    if (items.some((one) => fareOf(one) !== undefined)) return items.reduce((sum, one) => sum + (fareOf(one) ?? 0), 0);
  }
  return undefined;
}
