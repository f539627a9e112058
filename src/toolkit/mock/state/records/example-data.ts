import { loadFaker, type SeededFaker } from '../../plausible/faker.ts';
import type { MockRecord } from './mock-record.ts';

/** How many records each collection begins with, unless it is said. */
export const defaultRecords = 12;

/** The initial records by the path of their collection, or how many there are of them, or of all. */
export type InitialRecords = number | Readonly<Record<string, readonly MockRecord[] | MockRecord | number>>;

/** Of a collection that is below a record, as there is one for each of those. */
export const maxNestedRecords = 100;

/** The records that a mock begins with, besides the contract's examples. */
export interface ExampleData {
  /** How many each collection has, counting the examples; 0 for the examples alone. */
  readonly records: number;
  /** Whether there are none, not even the examples. */
  readonly isEmpty: boolean;
  /** Other seeds give other records. */
  readonly seed: string;
  readonly loadFaker: () => Promise<SeededFaker>;
}

/** @param records `false` for none */
export function exampleDataOf(records: number | false, locale: string, seed: string | undefined): ExampleData {
  const count = records === false ? 0 : records;
  return {
    records: count,
    isEmpty: records === false,
    seed: seed ?? '',
    loadFaker: () => loadFaker(locale),
  };
}
