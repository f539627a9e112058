import type { RankedKind } from './bounded-property.ts';

/** The properties of a record, each with the names of those inside of it. */
export interface RecordNames extends Pick<ReadonlyMap<string, readonly string[]>, 'keys' | 'get'> {
  /** What a property is if it has an order. */
  readonly rankedKind?: ((name: string) => RankedKind | undefined) | undefined;
  /** The values that a property may have, if the contract lists them. */
  readonly valuesOf?: ((name: string) => readonly unknown[]) | undefined;
}
