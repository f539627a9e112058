import type { SeededFaker } from './faker.ts';
import type { Person, Place } from './subject.ts';
import type { RecordTimes } from './times.ts';
import type { Kind } from './words.ts';

/** What is known of the place of a value in a record. */
export interface ValueContext extends SeededFaker {
  /** The words of the property's name: `unit price`. */
  readonly words: string;
  /** What the contract says about it, in lower case. */
  readonly description: string;
  /** The words for the object that it belongs to, and what that is. */
  readonly owner: string;
  readonly kind: Kind;
  /** Of the record, from 1. */
  readonly serial: number;
  /** The person and the place that the object is about. */
  readonly person: () => Person;
  readonly place: () => Place;
  readonly times: RecordTimes;
  /** The value of another property of the object that was made before, by the words of its name. */
  readonly sibling: (pattern: RegExp) => unknown;
  /** Whether the object may have another property, by the words of its name. */
  readonly hasSibling: (pattern: RegExp) => boolean;
  /** How many letters it may have. */
  readonly maxLength: number;
  /** The regular expression that it has to match; empty if there is none. */
  readonly pattern: string;
  /** An example that the contract has for it. */
  readonly example: unknown;
}
