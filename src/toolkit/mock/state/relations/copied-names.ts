import { singular, wordsOf } from '../../plausible/words.ts';
import type { Way } from './record-plan.ts';
import { compact, type RecordType } from './record-type.ts';

const copied =
  /^(name|title|display name|full name|price|unit price|sku|isbn|ean|image|image url|cover|cover url|thumbnail|thumbnail url|photo url|avatar|avatar url|slug|currency|email)$/;
const lines = /(item|line|entry|row|position|detail)s?$/;

/** Which properties beside the id of another record say what that record says. */
export interface CopiedNames {
  /** Whether the id is in a line of an order, which says what it is of without a prefix. */
  readonly isLine: boolean;
  /** The words of the other record's property: `name` for `authorName`; undefined for a property of the record's own. */
  readonly find: (name: string) => string | undefined;
}

/** @param way to the id */
export function copiedNamesOf(own: RecordType, way: Way): CopiedNames {
  const of = compact(wordsOf(way.at(-1) ?? '')).replace(/(id|uuid|guid)$/, '');
  const place =
    way.length === 1
      ? (own.names[0] ?? '')
      : compact(singular(wordsOf(way.filter((step) => step !== '*').at(-2) ?? '')));
  const isLine = lines.test(place);
  const length = wordsOf(of).split(' ').length;
  return {
    isLine,
    find(name) {
      const words = wordsOf(name);
      if (isLine && copied.test(words)) return words;
      const rest = words !== of && compact(words).startsWith(of) ? words.split(' ').slice(length).join(' ') : '';
      return copied.test(rest) ? rest : undefined;
    },
  };
}

/** What another record says under some words, or under words that mean the same. @param source its values by their words */
export function copiedValue(source: ReadonlyMap<string, unknown>, asked: string): unknown {
  return (
    source.get(asked) ??
    fullNameIn(source, asked) ??
    source.get(alike[asked] ?? '') ??
    source.get(alike[alike[asked] ?? ''] ?? '')
  );
}

/** A name in two parts as one. */
function fullNameIn(source: ReadonlyMap<string, unknown>, asked: string): unknown {
  const [first, last] = [
    source.get('first name') ?? source.get('given name'),
    source.get('last name') ?? source.get('family name'),
  ];
  return /^(full |display )?name$/.test(asked) && typeof first === 'string' && typeof last === 'string'
    ? `${first} ${last}`
    : undefined;
}

const alike: Readonly<Record<string, string>> = {
  'unit price': 'price',
  price: 'unit price',
  name: 'title',
  title: 'name',
  'image url': 'cover url',
  'cover url': 'image url',
  'display name': 'name',
};
