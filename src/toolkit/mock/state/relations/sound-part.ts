import { isDeepStrictEqual } from 'node:util';
import type { MockRecord } from '../records/mock-record.ts';

/** The changes that break nothing, each on its own: a list may have become too long. */
export function soundPart(record: MockRecord, changed: MockRecord, isSound: (one: MockRecord) => boolean): MockRecord {
  if (!isSound(record)) return record;
  let kept = record;
  for (const [name, value] of Object.entries(changed)) {
    if (isDeepStrictEqual(value, kept[name])) continue;
    const other = { ...kept, [name]: value };
    if (isSound(other)) kept = other;
  }
  return kept;
}
