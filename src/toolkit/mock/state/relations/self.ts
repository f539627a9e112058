import { createRandom } from '../../../instances/index.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordPlan } from './record-plan.ts';
import type { RecordType } from './record-type.ts';

/** Who asks: one of the people that there are records of. */
export interface Self {
  /** The path of the profile. */
  readonly path: string;
  /** Undefined if there is no record of who asks. */
  readonly type: () => RecordType | undefined;
  readonly id: () => Promise<unknown>;
}

/** Of the records that may be those of who asks. */
const ownShare = 0.35;
const makers = /^(author|creator|created by|owner|user|reporter|requester|sender|customer|booked by|submitted by)$/;

/** The id of who asks for some of the records that have lists of their own for that; else undefined. */
export function idOfSelf({ path }: Self, ids: readonly unknown[], seed: string): unknown {
  if (createRandom(`${seed} own`)() >= ownShare) return undefined;
  return ids[Math.floor(createRandom(path)() * ids.length)];
}

/** What a new record says of who has created it: the only one of these people that it names, or its author. */
export function madeBy(
  { references, embedded }: RecordPlan,
  type: RecordType,
  id: unknown,
  isSettable: (name: string) => boolean,
): MockRecord {
  const places = [
    ...references.map(({ way, target }) => ({ way, target, value: id })),
    ...embedded.flatMap((one) => (one.id === undefined ? [] : [{ ...one, value: { [one.id]: id } }])),
  ].flatMap(({ way: [name = '', ...below], target, value }) =>
    target === type && below.length === 0 ? [{ name, value, stem: wordsOf(name).replace(/ (id|uuid)$/, '') }] : [],
  );
  const stems = new Set(places.map(({ stem }) => stem));
  const [only] = stems.size === 1 ? stems : [...stems].filter((stem) => makers.test(stem));
  const own = places.filter(({ stem }) => stem === only);
  if (own.some(({ name }) => isSettable(name))) return {};
  return Object.fromEntries(own.map(({ name, value }) => [name, value]));
}
