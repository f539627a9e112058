import type { Action, Resource } from '../../../contract/resource/resources.ts';
import type { Collection, PathValues } from '../collections.ts';
import type { MockRecord } from '../records/mock-record.ts';

/** The state of a resource, as far as others depend on it. */
export interface RelatedState {
  readonly resource: Resource;
  /** Undefined before it is ready. */
  readonly kit: RelatedKit | undefined;
  readonly collections: Iterable<Collection>;
  /** The initial records of a scenario. */
  readonly seeds: readonly MockRecord[] | undefined;
  prepare(): Promise<unknown>;
  /** The records at a path, up to date; undefined if the resource can't be stateful. */
  recordsAt(path: PathValues): Promise<readonly MockRecord[] | undefined>;
  /** The records at a path; undefined before the resource is ready. */
  collectionAt(path: PathValues): Collection | undefined;
  /** The same, if a request or another record has asked for it before. */
  knownCollectionAt(path: PathValues): Collection | undefined;
  /** The same, to be read and changed. */
  openAt(path: PathValues): Promise<RelatedRecords | undefined>;
  dropBelow(path: string): void;
  declares(action: Action, status: number): boolean;
  isSettable(name: string): boolean;
}

interface RelatedRecords {
  readonly idProperty: string;
  nextId(): unknown;
  put(record: MockRecord): MockRecord;
  replaceAll(records: readonly MockRecord[]): void;
}

interface RelatedKit {
  readonly maker: { isSound(record: MockRecord): boolean };
  readonly filler: { sound(made: MockRecord, seed: string, fixed: MockRecord): MockRecord | undefined } | undefined;
}
