import { createRandom } from '../../instances/index.ts';
import { referenceTime } from './faker.ts';
import { capitalize } from './names.ts';
import { proseFor } from './prose.ts';
import { textFor } from './text-values.ts';
import type { ValueContext } from './value-context.ts';

const timeWords = /(\bat|\bon|\bdate|\btime|\btimestamp|\bdob|\bbirthday|\bborn)$/;
const begins = /\b(start|begin)/;
const creation = /\b(creat|start|begin|order|place)/;

/** A text of a format; undefined if the format says nothing, or less than the name. */
export function formattedText(context: ValueContext, format: string | undefined): string | undefined {
  const { faker, words, times } = context;
  const clock = timeOfDay(context, format);
  if (clock !== undefined) return clock;
  const isFormless = format === undefined && timeWords.test(words) && !/location|room|run ?time/.test(words);
  switch (isFormless ? (/date|dob|birth|born/.test(words) && !/time/.test(words) ? 'date' : 'date-time') : format) {
    case 'date-time':
      return isFormless && context.maxLength < 20
        ? undefined
        : `${new Date(times.at(words, false, true, context.hasSibling(begins))).toISOString().slice(0, 19)}Z`;
    case 'date':
      return new Date(times.at(words, true, creation.test(words), context.hasSibling(begins)))
        .toISOString()
        .slice(0, 10);
    case 'duration':
      return `PT${times.durationMinutes}M`;
    case 'uuid':
      return uuidOf(`${faker.number.int()}`);
    case 'email':
    case 'idn-email':
      return context.kind === 'person' || /mail/.test(words)
        ? textFor({ ...context, words: `${words} email`.trim() })
        : context.person().email;
    case 'uri':
    case 'url':
    case 'iri': {
      const text = textFor(context);
      return text !== undefined && /^(https?|data):/.test(text) ? text : textFor({ ...context, words: `${words} url` });
    }
    case 'uri-reference':
    case 'iri-reference':
      return `/${words.replaceAll(' ', '-') || 'path'}/${faker.string.alphanumeric({ length: 8, casing: 'lower' })}`;
    case 'hostname':
    case 'idn-hostname':
      return textFor({ ...context, words: 'hostname' });
    case 'ipv4':
      return textFor({ ...context, words: 'ip' });
    case 'ipv6':
      return `2001:db8::${faker.string.hexadecimal({ length: 4, prefix: '', casing: 'lower' })}`;
    case 'byte':
    case 'base64':
      return Buffer.from(proseFor(context, context.kind, false)).toString('base64');
    case 'decimal':
      return faker.commerce.price({ min: 5, max: 90 });
    case 'phone':
      return faker.phone.number({ style: 'international' });
    default:
      return undefined;
  }
}

/** When something opens or closes, or a time that has an example such as `08:00`; undefined for anything else. */
function timeOfDay(
  { words, example, description, serial, pattern }: ValueContext,
  format: string | undefined,
): string | undefined {
  const [, seconds, zone = ''] = /^\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/.exec(String(example)) ?? [];
  const isClock = /^\d\d:\d\d/.test(String(example)) || /\bhh:mm\b/.test(description) || clockPattern.test(pattern);
  const isOpening = /\b(open(s|ing)?|clos(es|ing))( at| time| hour| from| until)?$/.test(words);
  if (format !== 'time' && (format !== undefined || !(isClock || isOpening))) return undefined;
  const isEnd = /\b(end|to|until|clos|finish|last|check ?out)/.test(words);
  const hour = isOpening ? (isEnd ? 17 + (serial % 4) : 7 + (serial % 3)) : 8 + (serial % 9) + (isEnd ? 1 : 0);
  const text = `${String(hour).padStart(2, '0')}:${serial % 2 === 0 ? '30' : '00'}`;
  return format === 'time' ? `${text}:00${zone || 'Z'}` : `${text}${seconds === undefined ? '' : ':00'}${zone}`;
}

/** Of hours and minutes: `^([01][0-9]|2[0-3]):[0-5][0-9]$`. */
const clockPattern = /^\^?\(?.{5,30}\)?:\(?(\[0-5\](\[0-9\]|\\d)|\\d\{2\}|\\d\\d)\)?\$?$/;

/** A text by name, else by what the contract says about it, else like its example, else a few words. */
export function textOrPhrase(context: ValueContext): string {
  const { words, description, example, faker, maxLength } = context;
  const byName = textFor(context);
  if (byName !== undefined) return byName;
  if (typeof example === 'string') return varyDigits(example, context);
  const [subject = ''] = description.split(/[.,;:(]| of | for | in | that | which | to /);
  const said = subject.replace(/^(the|a|an|its|their|unique|optional|human readable)\s+/, '').trim();
  const bySubject = said !== '' && said.split(' ').length < 5 ? textFor({ ...context, words: said }) : undefined;
  if (bySubject !== undefined) return bySubject;
  if (/\bid$/.test(words)) return faker.string.alphanumeric({ length: Math.min(10, maxLength), casing: 'lower' });
  return maxLength < 4 ? faker.string.alpha({ length: maxLength, casing: 'upper' }) : phraseFor(context);
}

/** A neutral text that says which one of several it is: `Note 3`. */
function phraseFor({ words, owner, serial, maxLength }: ValueContext): string {
  const phrase = `${capitalize(words || owner || 'item')} ${serial}`;
  return phrase.length <= maxLength ? phrase : String(serial);
}

/** A code like another one, with other digits: `B-2025-00017` and `B-2025-00438`. Years stay. */
export function varyDigits(example: string, { serial }: Pick<ValueContext, 'serial'>): string {
  const groups = [...example.matchAll(/\d+/g)];
  const last = groups.findLast(([digits]) => !/^(19|20)\d\d$/.test(digits)) ?? groups.at(-1);
  if (!last || example.length > 40) return example;
  const [digits] = last;
  const next = String((Number(digits.slice(-9)) + serial - 1) % 10 ** Math.min(9, digits.length)).padStart(
    Math.min(9, digits.length),
    '0',
  );
  const all = digits.length > 9 ? digits.slice(0, -9) + next : next;
  return example.slice(0, last.index) + all + example.slice(last.index + digits.length);
}

/** A text of the lengths that are allowed: cut at the end of a word, or with more to it. */
export function fitText(text: string, min: number, max: number, context: ValueContext): string {
  let fitted = text;
  for (let round = 0; fitted.length < min && round < 200; round++)
    fitted = `${fitted} ${proseFor(context, context.kind, false)}`;
  if (fitted.length <= max) return fitted;
  const cut = fitted.slice(0, max);
  const end = cut.lastIndexOf(' ');
  return (end >= min && end > max / 2 ? cut.slice(0, end) : cut).trimEnd().padEnd(min, 'e');
}

/** A UUID of version 4, the same for the same seed. */
export function uuidOf(seed: string): string {
  const next = createRandom(`uuid ${seed} ${referenceTime}`);
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(next() * 16).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}
