import { numberInRow, placeInRow, rowName } from './rows.ts';
import type { ValueContext } from './value-context.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  /** How many digits follow the point, where the schema allows any. */
  readonly digits: number;
}

/** What a schema allows. */
interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const ranges: readonly (readonly [pattern: RegExp, min: number, max: number, digits: number])[] = [
  [/\b(in cents|cents|minor units?)$/, 500, 9000, 0],
  [/\b(hourly|daily|day) rate$/, 45, 120, 0],
  [/\b(price|rate|cost) per (night|day)$|^nightly (price|rate)$/, 45, 180, 0],
  [/\b(price|rate|cost|fee) per (kwh|minute|min|km|kilometer|mile|gb|unit)$/, 0.2, 0.9, 2],
  [/\b(progress|completion|complete|done|battery)( (percent(age)?|pct|rate))?$/, 0, 100, 0],
  [/\b(tax|vat|interest|discount) ?rate$|\brate$|\bpercent(age)?( off)?$|\bdiscount$/, 5, 25, 0],
  [
    /^(tax|vat|shipping|delivery|postage|handling)( (cost|fee|price|charge|total|amount))?$|^((service|booking|processing|transaction|platform|handling) )?fee$/,
    3,
    9,
    2,
  ],
  [/\bfee$/, 20, 120, 2],
  [/\b(salary|income|budget|revenue|turnover)$/, 30_000, 95_000, 0],
  [/\b(price|cost|amount|total|subtotal|sum|balance|value|paid|net|gross|msrp|charge|spent|spend|sales)$/, 6, 60, 2],
  [/\bage$/, 19, 78, 0],
  [/\byears of \w+$|\bexperience( years)?$/, 2, 30, 0],
  [/\bheight (cm|in cm)$/, 155, 192, 0],
  [/\bweight (kg|in kg)$/, 2, 90, 1],
  [/\b(year|founded|vintage)$|\byear of \w+$|\b\w+ year$/, 1985, 2025, 0],
  [/\bmonth$/, 1, 12, 0],
  [/\bday$/, 1, 28, 0],
  [/\b(seats|places|columns) (per|in a) row$/, 10, 10, 0],
  [/^(number of )?rows$/, 3, 5, 0],
  [/\b(stock|inventory|in stock|on hand|available|availability)( (quantity|count|level))?$/, 3, 80, 0],
  [/\b(quantity|qty)$/, 1, 4, 0],
  [/\b(rating|stars|average rating|avg rating|review score)$/, 3, 5, 1],
  [/\bstory points$/, 1, 13, 0],
  [/\b(score|points)$/, 20, 100, 0],
  [/\b(refills?|retries|attempts left)$/, 0, 5, 0],
  [/\b(ratio|share|fraction|probability|confidence)$/, 0, 1, 2],
  [/\btimeout( (seconds|s))?$/, 5, 60, 0],
  [/\btimeout (ms|millis)$/, 1000, 30_000, 0],
  [/\b(pages|page count|number of pages|num pages)$/, 96, 640, 0],
  [/\b(temperature|temp)$/, 12, 26, 1],
  [/\b(weight)( (kg|in kg))?$/, 1, 20, 1],
  [/\b(weight) (g|in g|grams)$/, 150, 900, 0],
  [/\b(height|width|length|depth|thickness)$/, 10, 90, 0],
  [/\b(run ?time|running time)( minutes| mins?| in minutes)?$/, 78, 168, 0],
  [/\b(duration|minutes|reading time|runtime|length minutes|estimate|effort)( minutes)?$/, 15, 120, 0],
  [/\bduration( (seconds|ms))$|\bseconds$/, 60, 600, 0],
  [/\bhours$/, 1, 16, 0],
  [/\b(expires in|ttl|max age)$/, 3600, 3600, 0],
  [/\b(size|bytes|file size|content length)$/, 12_000, 900_000, 0],
  [/\bport$/, 8000, 9000, 0],
  [/\b(floor|level|storey)$/, 1, 5, 0],
  [/\b(capacity|seats)$/, 4, 40, 0],
  [/\b(calories|kcal)$/, 120, 800, 0],
  [/\b(population)$/, 20_000, 900_000, 0],
  [
    /\b(views|downloads|followers|likes|visits|impressions)( count)?$|\b(view|download|follower|like|visit) count$/,
    12,
    4800,
    0,
  ],
  [/\b(error|failure|retry|attempt)s?( count)?$/, 0, 0, 0],
  [/\b(count|number of \w+|num \w+|total \w+|\w+ total)$/, 1, 12, 0],
  [/\b(zip|postal ?code)$/, 10_000, 99_999, 0],
];

/** A plausible number for a property, within the bounds of its schema as far as they are given. */
export function numberFor(context: ValueContext, isInteger: boolean, bounds: Bounds): number {
  const { description, faker, serial, times, owner } = context;
  // `{ min, max }` is of what it is called: a salary, a price.
  const words = bareNames.test(context.words) && rangeFor(owner) ? owner : context.words;
  if (placeInRow.test(words) && context.hasSibling(rowName)) return within(numberInRow(serial), bounds);
  if (
    /\b(position|order|rank|sort order|index|sequence|serial|row|line no|line number)$/.test(words) &&
    !/ (per|in a) row$/.test(words)
  )
    return within(serial, bounds);
  if (/\b(number|no)$/.test(words) && bounds.max === undefined) return within(1000 + serial, bounds);
  if (
    /(\bat|\bon|date|time|timestamp|epoch|expires|created|updated)$/.test(words) &&
    !/run ?time|lead time|reading time/.test(words)
  ) {
    const time = times.at(words, false, true);
    const isMs = /milli|\bms\b/.test(`${description} ${words}`) || Number(context.example) > 1e11;
    return within(isMs ? time : Math.floor(time / 1000), bounds);
  }
  if (/\b(lat|latitude)$/.test(words)) return within(context.place().latitude, bounds);
  if (/\b(lng|lon|long|longitude)$/.test(words)) return within(context.place().longitude, bounds);
  const duration = durationFor(context);
  if (duration !== undefined) return within(isInteger ? Math.round(duration) : duration, bounds);
  const listPrice = listPriceFor(context);
  if (listPrice !== undefined) return within(isInteger ? Math.round(listPrice) : listPrice, bounds);
  const isCents = isInteger && /\b(cents?|pence|minor|smallest)\b/.test(`${description} ${words}`);
  if (context.kind === 'person' && /\bweight\b/.test(words))
    return within(faker.number.int({ min: 52, max: 98 }), bounds);
  if (context.kind === 'pet' && /\bweight\b/.test(words))
    return within(faker.number.float({ min: 2, max: 38, fractionDigits: isInteger ? 0 : 1 }), bounds);
  const row = isCents ? ranges[0] : (payFor(context, words) ?? rangeFor(words));
  const [, min, max, digits] = row ?? [/./, 1, 100, 0];
  const range = withinBounds({ min, max, digits: isInteger ? 0 : digits }, bounds);
  const made = faker.number.float({ min: range.min, max: range.max, fractionDigits: range.digits });
  if (isInteger || !/price|cost|amount|msrp|charge|value/.test(words) || range.digits < 2 || range.max < 1)
    return isInteger ? Math.round(made) : made;
  // Prices end in 9 or 5.
  const cents = faker.helpers.arrayElement([0.99, 0.95, 0.5, 0.9]);
  const priced = Math.round((Math.floor(made) + cents) * 100) / 100;
  return priced <= (bounds.max ?? Number.POSITIVE_INFINITY) && priced >= (bounds.min ?? 0) ? priced : made;
}

const bareNames = /^(min|max|minimum|maximum|from|to|low|high|lower|upper|amount|value|gross|net)$/;

const knownRanges = new Map<string, (typeof ranges)[number] | undefined>();

/** The range for a name, which is asked for with each record. */
function rangeFor(words: string): (typeof ranges)[number] | undefined {
  if (knownRanges.has(words)) return knownRanges.get(words);
  const range = ranges.find(([pattern]) => pattern.test(words));
  if (knownRanges.size > 20_000) knownRanges.clear();
  knownRanges.set(words, range);
  return range;
}

const lengths = /\b(duration|length|runtime|minutes|seconds|hours)\b/;

/** That between the times beside it, in the unit that its name says; undefined if there are none. */
function durationFor({ words, description, hasSibling, times }: ValueContext): number | undefined {
  if (!lengths.test(words) || !hasSibling(/\b(start|begin|began)/) || /estimate|reading/.test(words)) return undefined;
  const minutes = times.durationMinutes;
  const unit = `${words} ${description}`;
  if (/milli|\bms\b/.test(unit)) return minutes * 60_000;
  if (/\bseconds?\b|\bsecs?\b/.test(unit)) return minutes * 60;
  return /\bhours?\b/.test(unit) ? minutes / 60 : minutes;
}

/** By the period beside it. */
const pay: readonly (readonly [period: RegExp, range: (typeof ranges)[number]])[] = [
  [/hour/i, [/./, 15, 60, 0]],
  [/da(y|ily)/i, [/./, 120, 480, 0]],
  [/week/i, [/./, 600, 1900, 0]],
  [/month/i, [/./, 2400, 7900, 0]],
];

/** What somebody earns in the time that is said beside it; undefined for anything else, and for a year. */
function payFor({ sibling }: ValueContext, words: string): (typeof ranges)[number] | undefined {
  if (!/\b(salary|wages?|pay|income|compensation)\b/.test(words)) return undefined;
  const period = sibling(/\b(period|per|unit|interval|frequency|basis)$/);
  return pay.find(([pattern]) => pattern.test(String(period ?? '')))?.[1];
}

/** What something cost before, or elsewhere, is more than it costs. */
function listPriceFor({ words, sibling, faker }: ValueContext): number | undefined {
  if (!/^(compare at|original|list|regular|old|previous|before|retail|suggested|was) (price|amount)$/.test(words))
    return undefined;
  const found = sibling(/^((unit|sale|current|net) )?(price|amount)$/);
  const price = typeof found === 'object' && found !== null ? (found as { amount?: unknown }).amount : found;
  if (typeof price !== 'number') return undefined;
  return Math.round(price * faker.number.float({ min: 1.1, max: 1.5 }) * 100) / 100;
}

function within(value: number, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Bounds): number {
  return Math.min(max, Math.max(min, value));
}

/** What is usual, as far as it is allowed; where it isn't, what is allowed. */
function withinBounds(usual: Range, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Bounds): Range {
  const low = Math.max(usual.min, min);
  const high = Math.min(usual.max, max);
  if (low <= high) return { ...usual, min: low, max: high };
  if (min > usual.max) return { ...usual, min, max: Number.isFinite(max) ? max : min + (usual.max - usual.min) };
  return { ...usual, min: Number.isFinite(min) ? min : max - (usual.max - usual.min), max };
}

const mostly =
  /\b(active|enabled|verified|available|published|in stock|visible|public|valid|confirmed|approved|success|successful|subscribed|open|online|billable)$/;
const rarely =
  /\b(deleted|archived|disabled|blocked|banned|cancelled|canceled|suspended|locked|hidden|expired|failed|error|test|demo|new|is new|deprecated|discontinued|draft|private|urgent|overdue|admin|is admin|deceased|dead|damaged|lost|stolen)$/;

/** A plausible boolean: most things are active, few are deleted. */
export function booleanFor({ words, faker, serial }: ValueContext): boolean {
  // There is one of those, and the others aren't.
  if (/^(is )?(default|primary|main|current)$/.test(words)) return serial === 1;
  return faker.datatype.boolean(rarely.test(words) ? 0.08 : mostly.test(words) ? 0.85 : 0.5);
}
