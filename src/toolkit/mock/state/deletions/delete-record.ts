import { changeRecord } from '../actions/record-change.ts';
import type { OpenCollection } from '../open-collection.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { SoftDelete } from './soft-delete.ts';

/**
 * Deletes a record, or marks it as deleted where it can be read after that.
 * @returns the record as it was, or with its mark
 */
export function deleteRecord(
  { softDelete, now }: { readonly softDelete: SoftDelete | undefined; readonly now: () => Date },
  current: MockRecord,
  open: OpenCollection,
): MockRecord {
  if (softDelete) return open.putUnlisted(changeRecord(current, softDelete, now(), open.maker));
  open.delete(current[open.idProperty]);
  return current;
}
