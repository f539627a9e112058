import { isObject } from '../../../contract/document/is-object.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { compact, type RecordType } from './record-type.ts';

/** The id of a record that another one names by itself: as `doctor: { id }`, `doctor` or `doctor_id`. */
export function parentIn(record: MockRecord, { names, id }: Pick<RecordType, 'names' | 'id'>): unknown {
  for (const [name, value] of Object.entries(record)) {
    const [, called = ''] = /^(.+?)( id)?$/.exec(wordsOf(name)) ?? [];
    if (names.includes(compact(called))) return isObject(value) ? value[id] : value;
  }
  return undefined;
}
