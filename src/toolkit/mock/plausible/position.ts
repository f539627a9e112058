import type { SchemaObject } from '../../contract/document/openapi.ts';
import type { TakenValues } from './distinct-values.ts';
import type { SeededFaker } from './faker.ts';
import type { MergedSchema } from './merged-schema.ts';
import type { Scope } from './scope.ts';
import type { RecordTimes } from './times.ts';
import type { ValueContext } from './value-context.ts';
import { kindOf, singular, wordsOf } from './words.ts';

/** What is made, and for which record. */
export interface PlausibleRequest {
  /** The schemas of the value. */
  readonly schemas: readonly unknown[];
  /** Words for what it is: the name of the schema, of the collection. */
  readonly names: readonly string[];
  /** Of the record, from 1. */
  readonly serial: number;
  /** Records with other seeds have other values. */
  readonly seed: string;
  /** Properties that are given; what they lack inside is added as far as it is required. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** The values that other records of the kind have; those of this one are added. */
  readonly taken?: TakenValues;
  /** Whether an example of the schema is no more than an example. Default: the first record has it. */
  readonly isNew?: boolean;
}

/** The place of a value in a record. */
export interface Position {
  readonly request: PlausibleRequest;
  /** The names on the way to it; the last one is that of the value. */
  readonly names: readonly string[];
  readonly seed: string;
  readonly depth: number;
  /** Of the record, or of the item in its list: which of several examples and branches is taken. */
  readonly rank: number;
  readonly times: RecordTimes;
  readonly scope: Scope;
  /** The names on the way to the object that has it. */
  readonly owner: readonly string[];
  /** What the object has up to now. */
  readonly siblings: Readonly<Record<string, unknown>>;
  /** The words for the properties that the object may have. */
  readonly beside: readonly string[];
  /** The properties that are given, where it is an object. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Whether it has only what is given, and what is required. */
  readonly isPart: boolean;
  /** The schemas of the objects that it is in. */
  readonly above: readonly SchemaObject[];
}

const partOfPerson =
  / ?((first|last|full|display|user|given|family) )?(name|username|e ?mail( address)?|phone( number)?|mobile|avatar|photo)( url)?$/;

/** What rules for single values need to know of their place. */
export function contextOf(
  merged: MergedSchema,
  { names, owner, siblings, beside, request, scope, times, rank }: Position,
  source: SeededFaker,
): ValueContext {
  const words = wordsOf(names.at(-1) ?? '');
  const kind = kindOf(owner);
  // What belongs to somebody else than the object itself: `customerName`, `customerEmail`.
  const role = () => (kind === 'person' ? '' : words.replace(partOfPerson, '') || 'own');
  return {
    faker: source.faker,
    locale: source.locale,
    seed: source.seed,
    words,
    description: merged.description,
    owner: singular(wordsOf(owner.at(-1) ?? '')),
    kind,
    serial: rank + 1,
    person: () => scope.person(role()),
    place: () => scope.place(),
    times,
    sibling: (pattern) => find(siblings, pattern) ?? find(request.fixed ?? {}, pattern),
    hasSibling: (pattern) => beside.some((name) => pattern.test(name)),
    maxLength: merged.maxLength,
    pattern: merged.pattern,
    example: merged.examples[rank % merged.examples.length],
  };
}

function find(values: Readonly<Record<string, unknown>>, pattern: RegExp): unknown {
  for (const name of Object.keys(values)) if (pattern.test(wordsOf(name))) return values[name];
  return undefined;
}
