import { copyOf } from '../../../contract/document/copy.ts';
import { wordsOf } from '../../plausible/words.ts';
import { unitPrice } from './totals.ts';

type Fields = Record<string, unknown>;

const price = /^(price|fare|ticket price|unit price|price each)$/;
const total = /^total( price| amount| cost| fare)?$/;
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
  const mine = (pattern: RegExp) =>
    Object.keys(record).find((name) => pattern.test(wordsOf(name)) && (isFilled || !isSettable(name)));
  const theirs = (pattern: RegExp) => Object.entries(other).find(([name]) => pattern.test(wordsOf(name)))?.[1];
  const [sum, cost] = [mine(total), theirs(price)];
  const each =
    mine(unitPrice) ??
    (isFilled ? undefined : declared.find((name) => unitPrice.test(wordsOf(name)) && !isSettable(name)));
  if (each !== undefined && sum !== undefined && cost !== undefined && typeof cost === typeof (record[each] ?? cost))
    record[each] = copyOf(cost);
  const [all, free, places] = [mine(allPlaces), mine(freePlaces), theirs(room)];
  if (typeof places !== 'number' || !isFilled) return;
  if (all !== undefined && typeof record[all] === 'number') record[all] = places;
  const left = free === undefined ? undefined : record[free];
  if (free === undefined || typeof left !== 'number' || left <= places) return;
  record[free] = left % (places + 1);
  const flag = mine(soldOut);
  if (flag !== undefined && typeof record[flag] === 'boolean') record[flag] = record[free] === 0;
}
