import { isObject } from '../../../contract/document/is-object.ts';
import { singular, wordsOf } from '../../plausible/words.ts';

type Fields = Record<string, unknown>;

const price = /^(unit |item |net |single )?(price|cost|amount)( (each|per unit))?$/;
/** What one of several costs. */
export const unitPrice = /^(unit|item|single) (price|cost|amount)$|^(price|cost) (each|per \w+)$/;
const idsAtEnd = / (ids|uuids|codes|numbers|refs)$/;
const quantity = /^(quantity|qty|units|pieces)$/;
const lineTotal =
  /^((line|item|row|ext(ended)?|position) )?(sub ?)?(total|amount|sum)( (price|amount|cost))?$|^extended price$/;
const subtotal =
  /^(sub ?total|net( total| amount)?|(items?|lines?|goods|merchandise|products?) (total|sum|amount)|total before \w+)( amount)?$/;
const total =
  /^((grand |order |cart |invoice |overall )?total( (price|amount|cost|sum|value|gross))?|gross( total| amount)?|sum|amount( due)?)( in cents)?$/;
const added =
  /^((total )?(tax|vat)( (amount|total))?|(shipping|delivery|handling|postage|service|booking|processing|transaction|platform)( (cost|costs|fee|price|amount|charge|total))?|tip|fees?)$/;
const taken = /^(discount|rebate|voucher|coupon)( (amount|total|value))?$/;
const amounts =
  /^(number of items|num items|(items?|lines?|total) (count|quantity|qty|items)|quantity|total quantity)$/;

type Role = 'price' | 'quantity' | 'lineTotal' | 'subtotal' | 'total' | 'amounts';
const roles: readonly (readonly [Role, RegExp])[] = [
  ['price', price],
  ['quantity', quantity],
  ['lineTotal', lineTotal],
  ['subtotal', subtotal],
  ['total', total],
  ['amounts', amounts],
];
const maxNames = 10_000;
/** By the names of properties. */
const known = new Map<string, ReadonlySet<Role>>();

function rolesOf(name: string): ReadonlySet<Role> {
  const there = known.get(name);
  if (there) return there;
  const words = wordsOf(name);
  const found = new Set(roles.flatMap(([role, pattern]) => (pattern.test(words) ? [role] : [])));
  // Where a record may have any property, clients choose the names.
  if (known.size >= maxNames) known.clear();
  known.set(name, found);
  return found;
}

/** Whether a record has something that sums are made of. */
export function mayHaveTotals(record: Fields): boolean {
  let isLine = false;
  for (const name in record) {
    const value = record[name];
    const isList = Array.isArray(value);
    if (isList ? isObject(value[0]) || idsAtEnd.test(wordsOf(name)) : isObject(value) && mayHaveTotals(value))
      return true;
    isLine ||= rolesOf(name).has('quantity');
  }
  return isLine;
}

/**
 * Makes sums agree with what they are of: a line's total with price and quantity, an order's with its lines.
 * @param isFilled whether all of it was made up; else what clients set stays
 */
export function setTotals(record: Fields, isFilled: boolean, isSettable: (name: string) => boolean): void {
  const mayChange = (name: string) => isFilled || !isSettable(name);
  countIds(record, mayChange);
  totalOfLine(record, mayChange);
  for (const [name, value] of Object.entries(record)) {
    if (isObject(value)) setTotals(value, isFilled, isSettable);
    if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) continue;
    const items = value as Fields[];
    // What a request sets of a line is its price and quantity.
    for (const item of items) totalOfLine(item, () => true);
    sumUp(record, name, items, mayChange);
  }
}

function totalOfLine(line: Fields, mayChange: (name: string) => boolean): void {
  const [each, count, sum] = [
    find(line, 'price', 'lineTotal'),
    find(line, 'quantity'),
    find(line, 'lineTotal', 'price'),
  ];
  if (each === undefined || sum === undefined || each === sum || !mayChange(sum)) return;
  const number = count === undefined ? (unitPrice.test(wordsOf(each)) ? idCount(line) : undefined) : read(line[count]);
  if (number !== undefined) write(line, sum, read(line[each]) * number);
}

/** The number of ids in a list beside it: `seatCount` for `seatIds`. */
function countIds(record: Fields, mayChange: (name: string) => boolean): void {
  for (const name of Object.keys(record)) {
    const count = typeof record[name] === 'number' ? countFor(name, record) : undefined;
    if (count !== undefined && mayChange(name)) record[name] = count;
  }
}

/** How many ids there are of what a property counts: in `seatIds` for `seatCount`; undefined if there is no such list. */
export function countFor(name: string, record: Fields): number | undefined {
  const [, before, after] = /^(.+) count$|^(?:number of|num) (.+)$/.exec(wordsOf(name)) ?? [];
  const noun = before ?? after;
  if (noun === undefined) return undefined;
  const isList = ([list, value]: [string, unknown]) =>
    Array.isArray(value) &&
    !value.some((one) => typeof one === 'object') &&
    singular(wordsOf(list).replace(idsAtEnd, '')) === singular(noun);
  const found = Object.entries(record).find(isList);
  return found && (found[1] as unknown[]).length;
}

/** How many things a price is for: the ids in the only list of such; undefined if there is none. */
function idCount(record: Fields): number | undefined {
  const lists = Object.entries(record).filter(([name, value]) => Array.isArray(value) && idsAtEnd.test(wordsOf(name)));
  const [only] = lists;
  return only && lists.length === 1 ? (only[1] as unknown[]).length : undefined;
}

function sumUp(record: Fields, list: string, items: readonly Fields[], mayChange: (name: string) => boolean): void {
  const [first = {}] = items;
  const lineSum = find(first, 'lineTotal');
  const each = lineSum ?? find(first, 'price');
  const count = find(first, 'quantity');
  const counted = find(record, 'amounts');
  const noun = wordsOf(list);
  for (const name of Object.keys(record)) {
    const words = wordsOf(name);
    if (typeof record[name] !== 'number') continue;
    // Whether clients set it is asked last, as the operations that would have to be prepared.
    if (words === `${noun} count` || words === `${noun.replace(/s$/, '')} count` || words === `number of ${noun}`) {
      if (mayChange(name)) record[name] = items.length;
    } else if (isSumOf(words, items, count) && mayChange(name))
      record[name] = sumOf(items, words.replace(/^total /, ''));
    else if (name === counted && count !== undefined && mayChange(name))
      record[name] = items.reduce((sum, item) => sum + read(item[count]), 0);
  }
  // Lines cost something, and there is one list of them.
  if (each === undefined || (count === undefined && !/(line|item|position|product|entr|charge|fee|payment)/.test(noun)))
    return;
  const price = find(first, 'price', 'lineTotal');
  const ofLine = (item: Fields) => {
    // A line that was just added may have no total of its own.
    const whole = lineSum === undefined ? Number.NaN : read(item[lineSum]);
    if (Number.isFinite(whole)) return whole;
    const one = read(item[price ?? each]);
    return Number.isFinite(one) ? one * (count === undefined ? 1 : read(item[count])) : 0;
  };
  const sum = items.reduce((all, item) => all + ofLine(item), 0);
  const net = find(record, 'subtotal');
  if (net !== undefined && mayChange(net)) write(record, net, sum);
  setTax(record, sum, mayChange);
  const whole = find(record, 'total');
  if (whole === undefined || !mayChange(whole)) return;
  let all = sum;
  for (const name of Object.keys(record)) {
    const words = wordsOf(name);
    if (added.test(words) && Number.isFinite(read(record[name]))) all += read(record[name]);
    if (taken.test(words) && Number.isFinite(read(record[name]))) {
      if (read(record[name]) >= sum && mayChange(name)) write(record, name, Math.floor(sum / 10));
      all -= read(record[name]);
    }
  }
  write(record, whole, all);
}

/** Whether a property is the sum of what each item has: `totalWeight` of their `weight`. */
function isSumOf(words: string, items: readonly Fields[], count: string | undefined): boolean {
  const [, noun] = /^total (.+)$/.exec(words) ?? [];
  const isNumber = (item: Fields) =>
    Object.keys(item).some((name) => wordsOf(name) === noun && typeof item[name] === 'number');
  return noun !== undefined && count === undefined && !price.test(noun) && items.every(isNumber);
}

function sumOf(items: readonly Fields[], words: string): number {
  const sum = items
    .flatMap((item) => Object.entries(item).filter(([name]) => wordsOf(name) === words))
    .reduce((all, [, value]) => all + read(value), 0);
  return Math.round(sum * 1000) / 1000;
}

const taxRate = /^(tax|vat|gst|sales tax) ?(rate|percent(age)?|pct)$/;
const taxAmount = /^(tax|vat|gst|sales tax)( amount| total)?$/;

/** The tax on a sum, where its rate is said beside it. */
function setTax(record: Fields, sum: number, mayChange: (name: string) => boolean): void {
  const names = Object.keys(record);
  const rate = read(record[names.find((name) => taxRate.test(wordsOf(name))) ?? '']);
  const tax = names.find((name) => taxAmount.test(wordsOf(name)) && Number.isFinite(read(record[name])));
  if (tax !== undefined && Number.isFinite(rate) && mayChange(tax))
    write(record, tax, sum * (rate > 1 ? rate / 100 : rate));
}

/** The property with such a name that has an amount. */
function find(fields: Fields, role: Role, otherThan?: Role): string | undefined {
  const names = Object.keys(fields).filter((name) => rolesOf(name).has(role) && Number.isFinite(read(fields[name])));
  return names.find((name) => otherThan === undefined || !rolesOf(name).has(otherThan)) ?? names.at(-1);
}

/** A number, a text with one, or `{ amount, currency }`. */
function read(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return isObject(value) ? read(value['amount'] ?? value['value']) : Number.NaN;
}

function write(fields: Fields, name: string, amount: number): void {
  const there = fields[name];
  const rounded = Math.round(amount * 100) / 100;
  if (isObject(there)) write(there, 'amount' in there ? 'amount' : 'value', amount);
  else fields[name] = typeof there === 'string' ? rounded.toFixed(2) : rounded;
}
