import { singular, wordsOf } from '../../plausible/words.ts';

/** What has an order, of the properties of a record. */
export type RankedKind = 'number' | 'time';

const units =
  / (at|on|date|time|amount|value|kg|g|grams|lbs?|cm|mm|m|km|miles|l|ml|eur|usd|gbp|chf|cents|minutes|mins|min|hours|seconds|secs|ms|days|nights|years|percent|pct|count)$/;
const alike: Readonly<Record<string, string>> = {
  born: 'birth',
  dob: 'birth',
  booked: 'booking',
  cost: 'price',
  costs: 'price',
};

/** What most people pay. */
const usual = /^(adult|full|standard|regular|normal|base)\b/;

/**
 * The only number or time that a bound such as `maxFee` may be about: by its last word, `consultationFee`, whatever unit it has.
 * @param rest the words of the parameter without the bound
 */
export function boundedProperty(rest: string, ranked: readonly string[]): string | undefined {
  const wanted = stemOf(rest);
  if (wanted === '') return undefined;
  const fitting = ranked.filter((name) => {
    const own = stemOf(wordsOf(name));
    const isKin = kinOf(wanted) !== undefined && kinOf(wanted) === kinOf(own.split(' ').at(-1) as string);
    return own === wanted || own.endsWith(` ${wanted}`) || isKin || (wanted.includes('birth') && own.includes('birth'));
  });
  const whole = fitting.filter((name) => usual.test(wordsOf(name)));
  const [only, ...others] = fitting.length > 1 ? whole : fitting;
  return others.length === 0 ? only : undefined;
}

/** Words of one verb: `expiring` and `expiry`, `departing` and `departure`; undefined for another or a short word. */
function kinOf(word: string): string | undefined {
  return /^([a-z]{4,}?)(e|e?s|ed|ing|y|ion|ation|ure|al|ance)?$/.exec(word)?.[1];
}

function stemOf(words: string): string {
  let stem = ` ${words}`;
  while (units.test(stem)) stem = stem.replace(units, '');
  const plain = stem.trim();
  return plain === '' ? '' : (alike[plain] ?? singular(plain));
}

const lower =
  /^((start|begin)(s|ning)?|from|since|after|min|earliest)( (date|time|day|at|on))*$|^(date|time|day) (from|since|after|start|min)$/;
const upper =
  /^(ends?|to|until|till|before|max|latest)( (date|time|day|at|on))*$|^(date|time|day) (to|until|till|before|end|max)$/;
const sameDay = /^(date|day|on|on date|on day)$/;
const date = /^\d{4}-\d\d-\d\d(T|$)/;
const dayMs = 86_400_000;

/** The side of a range of times that a parameter with no more than such words is: `from`, `endDate`, `date`. */
export function timeBoundOf(name: string): 'lower' | 'upper' | 'day' | undefined {
  const words = wordsOf(name);
  return lower.test(words) ? 'lower' : upper.test(words) ? 'upper' : sameDay.test(words) ? 'day' : undefined;
}

/** The time that a record is about: when it begins, else its only time, else its only one apart from when it was stored. */
export function mainTime(times: readonly string[]): string | undefined {
  const stored = /\b(creat|updat|modif|chang|delet|insert)/;
  const about = times.filter((name) => !stored.test(wordsOf(name)));
  for (const some of [
    about.filter((name) => /\b(start|begin|from|scheduled|check ?in|depart)/.test(wordsOf(name))),
    about,
    times,
  ])
    if (some.length === 1) return some[0];
  return about.find((name) => /^(date|time|when|day|date time)$/.test(wordsOf(name)));
}

/** Whether a value is a date, or a date and time, as a range of times has. */
export function isDate(value: unknown): value is string {
  return typeof value === 'string' && date.test(value);
}

/** Whether a time is within such a bound; a day counts as a whole. */
export function isWithin(own: unknown, bound: 'lower' | 'upper' | 'day', wanted: string): boolean {
  const time = typeof own === 'number' ? own * (own < 1e11 ? 1000 : 1) : Date.parse(String(own));
  const from = Date.parse(wanted);
  const isDay = wanted.length === 10;
  if (bound === 'lower') return time >= from;
  if (bound === 'upper') return isDay ? time < from + dayMs : time <= from;
  return Math.floor(time / dayMs) === Math.floor(from / dayMs);
}
