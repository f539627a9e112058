import type { Property } from './absence.ts';
import { referenceTime } from './faker.ts';
import { isStatus, type Kind, wordsOf } from './words.ts';

const dayMs = 86_400_000;
const yearMs = 365.25 * dayMs;

type Role =
  | 'age'
  | 'birth'
  | 'net'
  | 'rate'
  | 'tax'
  | 'gross'
  | 'each'
  | 'nights'
  | 'stay'
  | 'room'
  | 'left'
  | 'full'
  | 'from'
  | 'to'
  | 'span';

const roles: readonly (readonly [Role, RegExp])[] = [
  ['age', /^(current )?age( (in )?years)?$/],
  ['birth', /^(date of birth|birth ?(date|day)|dob|born( on)?)$/],
  ['net', /^(sub ?total|net( amount| price| total)?|amount net|price net)$/],
  ['rate', /^(tax|vat|gst|sales tax) ?(rate|percent(age)?|pct)$/],
  ['tax', /^(tax|vat|gst|sales tax)( amount| total)?$/],
  [
    'gross',
    /^((grand |invoice |order )?total( amount| price)?|gross( amount| price| total)?|amount gross|price gross)$/,
  ],
  ['each', /^(price|rate|cost|amount) (per|a) (night|day)$|^(nightly|daily) (rate|price)$/],
  ['nights', /^((number of|num|total) )?(nights|days)( count)?$/],
  ['stay', /^total( price| amount| cost)?$/],
  ['room', /^((max|total) )?(capacity|seats|places|spots)( total)?$/],
  [
    'left',
    /^(available|remaining|free|left|booked|reserved|occupied|taken)( (seats|places|spots|capacity|tickets))?$|^(seats|places|spots|tickets|capacity) (available|remaining|free|left|booked|taken)$/,
  ],
  ['full', /^(is )?(sold out|fully booked|booked up|full)$/],
  ['from', /^(check ?in|arrival|arrives|start(s)?|pick ?up|from)( date| on| at)?$/],
  ['span', /^(duration|travel time|length|running time)( in)? (hours|minutes|mins?|seconds|secs?)$/],
  ['to', /^(check ?out|departure|departs|end(s)?|return|drop ?off|to|until)( date| on| at)?$/],
];
/** In the name of what is no longer there. */
const taking = /booked|reserved|occupied|taken/i;
const least = /\b(min|minimum|lowest|low|smallest|cheapest)\b/;
const greatest = /\b(max|maximum|highest|high|largest|most expensive)\b/;

/** Years. */
const ageGroups: Readonly<Record<string, readonly [youngest: number, oldest: number]>> = {
  infant: [0.2, 1.9],
  baby: [0.2, 1.9],
  child: [3, 11],
  teenager: [13, 17],
  youth: [13, 17],
  adult: [20, 64],
  senior: [66, 85],
};

const known = new Map<string, ReadonlySet<Role>>();

function rolesOf(words: string): ReadonlySet<Role> {
  const there = known.get(words);
  if (there) return there;
  if (known.size > 20_000) known.clear();
  const found = new Set(roles.flatMap(([role, pattern]) => (pattern.test(words) ? [role] : [])));
  known.set(words, found);
  return found;
}

/** An object that is made, and what it is. */
export interface MadeObject {
  readonly properties: readonly Property[];
  /** What may not be changed. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly kind: Kind;
  /** From 0 to 1, the same for the same object. */
  readonly random: () => number;
}

/**
 * Makes values of an object agree: the age with the date of birth, the total with tax and its rate, nights with their dates, the
 * smallest with the largest.
 * @param made is changed
 */
export function agree(made: Record<string, unknown>, { properties, given, kind, random }: MadeObject): void {
  const byRole = new Map<Role, Property>();
  for (const property of properties)
    if (Object.hasOwn(made, property.name))
      for (const role of rolesOf(wordsOf(property.name))) if (!byRole.has(role)) byRole.set(role, property);
  const nameOf = (role: Role) => byRole.get(role)?.name ?? '';
  const number = (role: Role): number | undefined => {
    const value = made[nameOf(role)];
    const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    return typeof amount === 'number' ? amount : undefined;
  };
  const isFree = (role: Role) => byRole.has(role) && !Object.hasOwn(given, nameOf(role));
  const set = (role: Role, amount: number) => {
    // What is something else than an amount, such as the days of a course, stays.
    if (!isFree(role) || number(role) === undefined) return;
    const isWhole = byRole.get(role)?.merged.types.includes('integer');
    const rounded = isWhole ? Math.round(amount) : Math.round(amount * 100) / 100;
    made[nameOf(role)] = typeof made[nameOf(role)] === 'string' ? rounded.toFixed(2) : rounded;
  };
  const time = (role: Role): number => Date.parse(String(made[nameOf(role)] ?? ''));
  agreeAgeGroup();
  if (byRole.has('age') || (kind === 'pet' && byRole.has('birth'))) agreeAge();
  agreePrices();
  const span = Math.abs(time('to') - time('from'));
  if (span > 0) set('span', span / unitOf(wordsOf(nameOf('span'))));
  const nights = Math.round((time('to') - time('from')) / dayMs);
  if (byRole.has('nights') && nights >= 0) set('nights', nights);
  const [each, count] = [number('each'), number('nights') ?? (nights > 0 ? nights : undefined)];
  if (each !== undefined && count !== undefined) set('stay', each * count);
  agreeRoom();
  const [room, left] = [number('room'), number('left')];
  if (room !== undefined && left !== undefined && left > room) set('left', Math.floor(random() * (room + 1)));
  const open = number('left');
  if (open !== undefined && typeof made[nameOf('full')] === 'boolean' && isFree('full') && !taking.test(nameOf('left')))
    made[nameOf('full')] = open === 0;
  agreePairs(made, properties, given);
  changeLast(made, properties, given);

  /** No more people than the room that it is in has places for. */
  function agreeRoom(): void {
    for (const { name } of properties) {
      const most = (made[name] as { readonly capacity?: unknown } | null | undefined)?.capacity;
      if (typeof most === 'number' && (number('room') ?? 0) > most) set('room', most);
    }
  }

  function agreeAge(): void {
    const birth = time('birth');
    const age = number('age');
    if (isFree('birth') && (kind === 'pet' || !isFree('age'))) {
      const isKnown = !isFree('age') && age !== undefined && age >= 0 && age < 200;
      const years = !isKnown ? random() * 14 : age + random() * 0.9 + 0.05;
      const date = made[nameOf('birth')];
      const text = new Date(referenceTime - years * yearMs).toISOString();
      if (typeof date === 'string')
        made[nameOf('birth')] = date.length === 10 ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
      set('age', Math.floor(years));
    } else if (!Number.isNaN(birth)) set('age', Math.floor((referenceTime - birth) / yearMs));
    else if (kind === 'pet') set('age', Math.floor(random() * 14));
  }

  /** A child was born a few years ago. */
  function agreeAgeGroup(): void {
    const texts = Object.values(made).flatMap((value) => (typeof value === 'string' ? [value.toLowerCase()] : []));
    const group = kind === 'person' ? texts.find((text) => Object.hasOwn(ageGroups, text)) : undefined;
    const [youngest, oldest] = (group === undefined ? undefined : ageGroups[group]) ?? [];
    const date = made[nameOf('birth')];
    if (youngest === undefined || oldest === undefined || !isFree('birth') || typeof date !== 'string') return;
    const text = new Date(referenceTime - (youngest + random() * (oldest - youngest)) * yearMs).toISOString();
    made[nameOf('birth')] = date.length === 10 ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
  }

  function agreePrices(): void {
    const [net, rate, tax] = [number('net'), number('rate'), number('tax')];
    if (net === undefined || (rate === undefined && tax === undefined)) return;
    if (rate !== undefined) set('tax', net * (rate > 1 ? rate / 100 : rate));
    const more = number('tax') ?? net * ((rate as number) > 1 ? (rate as number) / 100 : (rate as number));
    set('gross', net + more + otherCharges(made));
  }
}

const changed = /^(last )?(updated|modified|changed|edited)( (at|on|date|time))?$/;
const happened = /\w(ed|sent|paid) (at|on)$/;

/** What a status says has happened to a record has changed it: it was changed last then. */
function changeLast(
  made: Record<string, unknown>,
  properties: readonly Property[],
  given: Readonly<Record<string, unknown>>,
): void {
  const last = properties.find(({ name }) => changed.test(wordsOf(name)))?.name;
  const own = last === undefined ? undefined : made[last];
  if (last === undefined || typeof own !== 'string' || Object.hasOwn(given, last)) return;
  if (!properties.some(({ name, merged }) => merged.fixed && isStatus(wordsOf(name)))) return;
  const times = properties.flatMap(({ name, merged }) => {
    const value = made[name];
    const isPast = merged.isTime && typeof value === 'string' && happened.test(wordsOf(name));
    return isPast && value.length === own.length && Date.parse(value) <= referenceTime ? [value] : [];
  });
  made[last] = [own, ...times].toSorted().at(-1);
}

/** In milliseconds. */
function unitOf(words: string): number {
  return / hours$/.test(words) ? 3_600_000 : / sec/.test(words) ? 1000 : 60_000;
}

const added =
  /^(shipping|delivery|handling|postage|service|tip|fee|fees)( (cost|costs|fee|price|amount|charge|total))?$/;
const taken = /^(discount|rebate|voucher|coupon)( (amount|total|value))?$/;

function otherCharges(made: Readonly<Record<string, unknown>>): number {
  let sum = 0;
  for (const [name, value] of Object.entries(made)) {
    if (typeof value !== 'number') continue;
    const words = wordsOf(name);
    if (added.test(words)) sum += value;
    if (taken.test(words)) sum -= value;
  }
  return sum;
}

const reduced = /\b(child|children|kids?|infant|student|senior|reduced|concession|member|early bird)\b/;
const full = /\b(adult|full|standard|regular|normal|non member)\b/;

/** `minPrice` is not above `maxPrice`, nor `childFare` above `adultFare`. */
function agreePairs(
  made: Record<string, unknown>,
  properties: readonly Property[],
  given: Readonly<Record<string, unknown>>,
): void {
  for (const { name } of properties) {
    const words = wordsOf(name);
    const low = made[name];
    const [less, more] = [[least, greatest] as const, [reduced, full] as const].find(([one]) => one.test(words)) ?? [];
    if (typeof low !== 'number' || !less || !more) continue;
    const without = (pattern: RegExp, text: string) => text.replace(pattern, '').replaceAll(/\s+/g, ' ').trim();
    const rest = without(less, words);
    const other = properties.find((one) => more.test(wordsOf(one.name)) && without(more, wordsOf(one.name)) === rest);
    const high = other && made[other.name];
    if (!other || typeof high !== 'number' || low <= high) continue;
    const [isLowGiven, isHighGiven] = [Object.hasOwn(given, name), Object.hasOwn(given, other.name)];
    if (isLowGiven && isHighGiven) continue;
    if (isLowGiven) made[other.name] = low + Math.abs(low);
    else if (!isHighGiven) [made[name], made[other.name]] = [high, low];
    else {
      const lower = high - Math.abs(high) / 2;
      made[name] = Number.isInteger(high) ? Math.floor(lower) : Math.round(lower * 100) / 100;
    }
  }
}
