import type { Fields } from '../plan/fields.ts';
import type { ResourceRun } from './resource-run.ts';

/** Some servers return deleted records with a mark such as `deletedAt` or `archived`, or in another state. */
export async function isMarked(run: ResourceRun, fields: Fields): Promise<boolean> {
  if (
    Object.entries(fields).some(
      ([name, value]) =>
        /^(is_?)?(deleted|archived|removed)(_?(at|on))?$/i.test(name) && value !== null && value !== false,
    )
  )
    return true;
  const other = await run.session.records.fresh(run.resource);
  const before = other && (await run.read(other, 'reads a record before it is deleted'));
  const deleted = before && (await run.act('delete', other, 'deletes a record that was read'));
  if (!deleted || deleted.received.status >= 300) return false;
  const after = await run.read(other, 'reads a record after it was deleted');
  if (!after) return false;
  return Object.entries(after.fields).some(([name, value]) => isOtherState(before.fields[name], value));
}

/** `status`, `active`, `closedAt`; a time or a number that changes, such as `updatedAt` or `version`, says nothing. */
function isOtherState(before: unknown, after: unknown): boolean {
  if (typeof before === 'boolean') return typeof after === 'boolean' && after !== before;
  if (typeof after !== 'string' || after === before) return false;
  return before === null || before === undefined || (typeof before === 'string' && /^[A-Za-z][\w -]*$/.test(after));
}
