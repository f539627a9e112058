import { isObject } from '../../../contract/document/is-object.ts';
import { joinPointer, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordMaker } from '../records/record-maker.ts';

/** What a record has after an operation. */
export interface RecordChange {
  /** To the object in the record that has it. Default: the record itself. */
  readonly way?: readonly string[];
  readonly change: MockRecord;
  /** What is said of it, by the last word of the property: `reason` for `rejection reason`. */
  readonly reasons?: ReadonlyMap<string, string>;
  /** Times at which that was, by their properties. */
  readonly times: readonly { readonly name: string; readonly isDate: boolean }[];
}

/** Says what keeps the schema. */
export type SoundMaker = Pick<RecordMaker, 'isSound'>;

/** With a text that was sent and is called otherwise in the record: a `reason` as its `cancellationReason`. */
export function withReason(
  record: MockRecord,
  sent: object,
  { way = [], reasons }: RecordChange,
  maker: RecordMaker,
): MockRecord {
  const { meta, data } = sent as { readonly meta?: unknown; readonly data?: { readonly attributes?: unknown } };
  const texts = Object.entries({ ...sent, ...Object(meta), ...Object(data?.attributes) });
  const set = texts.flatMap(([name, value]) => {
    const own = typeof value === 'string' ? reasons?.get(wordsOf(name)) : undefined;
    return own === undefined || Object.hasOwn(fieldsOf(sent as MockRecord, way), own) ? [] : [[own, value]];
  });
  if (set.length === 0) return record;
  const changed = replaceAt(record, way, { ...fieldsOf(record, way), ...Object.fromEntries(set) }) as MockRecord;
  return maker.isSound(changed) ? changed : record;
}

/** In words: `status to "cancelled"`. */
export function describeChange({ change, times }: RecordChange): string {
  const set = Object.entries(change).map(([name, value]) => `${name} to ${JSON.stringify(value)}`);
  const named = set.length > 0 ? set : times.map(({ name }) => name);
  return named.length > 0 ? named.join(' and ') : 'what it is sent';
}

/**
 * The record after a change; without its times where the schema allows none.
 * @param sent may say when it was
 */
export function changeRecord(
  record: MockRecord,
  { change, times, way = [] }: RecordChange,
  now: Date,
  maker: SoundMaker,
  sent: Readonly<Record<string, unknown>> = {},
): MockRecord {
  const text = now.toISOString();
  const stamped = times.map(({ name, isDate }) => [
    name,
    typeof sent[name] === 'string' ? sent[name] : isDate ? text.slice(0, 10) : `${text.slice(0, 19)}Z`,
  ]);
  const fields = fieldsOf(record, way);
  const withFields = (own: object) => replaceAt(record, way, own) as MockRecord;
  const changed = withFields({ ...fields, ...change });
  const whole = withFields({ ...fields, ...change, ...Object.fromEntries(stamped) });
  return maker.isSound(whole) || !maker.isSound(record) ? whole : changed;
}

/** Whether a record has what a change sets. */
export function hasChange(record: MockRecord, { change, times, way = [] }: RecordChange): boolean {
  const fields = fieldsOf(record, way);
  const entries = Object.entries(change);
  return entries.length > 0
    ? entries.every(([name, value]) => fields[name] === value)
    : times.some(({ name }) => (fields[name] ?? undefined) !== undefined);
}

function fieldsOf(record: MockRecord, way: readonly string[]): MockRecord {
  const fields = valueAt(record, joinPointer('#', ...way));
  return isObject(fields) ? fields : {};
}
