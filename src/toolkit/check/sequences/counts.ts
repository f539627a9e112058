import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { hidingProperty, whyListHides } from './hidden-records.ts';
import type { ReadRecord, ResourceRun } from './resource-run.ts';

/** A record that was created below another one, and that the list there has. */
export interface NewChild {
  readonly run: ResourceRun;
  readonly record: TestRecord;
  readonly created: Exchange;
  readonly list: TestedOperation;
  readonly listView: ListView;
}

/** A number of a record that says how many there are below it, such as `reviewCount`, isn't what it was before another was created. */
export async function checkCount(
  parents: ResourceRun,
  parent: TestRecord,
  { fields: before }: ReadRecord,
  { run, record, created, list, listView }: NewChild,
): Promise<void> {
  const name = countIn(before, run);
  const { operation: create } = created.case;
  const values: Fields = { ...Object(record.sent), ...run.view?.recordIn(created.body) };
  const mayNotCount = whyListHides(list, create, created) ?? hidingProperty(listView, values);
  if (name === undefined || mayNotCount !== undefined) return;
  const read = () => parents.read(parent, `reads ${name} after another record was created below it`);
  const { value: after, isDone } = await run.session.patience.until(
    read,
    ({ fields }) => fields[name] !== before[name],
    0,
  );
  if (!after || isDone) return;
  const reader = after.exchange.case.operation;
  const message = `still has ${name} ${before[name]} after ${create.id} has created a record below it, which ${list.id} has`;
  const pointer = parents.view?.place.schemaPointer ?? reader.operation.pointer;
  run.session.report('list-total', message, pointer, after.exchange, [created]);
}

/** The property that counts the records of a resource, by its name: `petCount`, `number_of_pets`. */
function countIn(fields: Fields, { resource }: ResourceRun): string | undefined {
  const names = namesOfRecords(resource);
  return Object.keys(fields).find((name) => {
    const [, before, after] = /^(.+)count$|^(?:numberof|num|total|countof)(.+)$/.exec(normalizeName(name)) ?? [];
    return Number.isInteger(fields[name]) && names.includes(before ?? after ?? '');
  });
}
