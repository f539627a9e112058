import type { Exchange } from '../plan/case.ts';
import type { TestRecord } from '../run/records.ts';
import { isThrottled } from '../http/retry-after.ts';
import { runPatches } from './patches.ts';
import type { Fields, RecordView } from './record-view.ts';
import { runReplacements } from './replacements.ts';
import type { ResourceRun } from './resource-run.ts';

/** Create, read, update, read, patch, read, delete, read, delete again: what was written is read, what was deleted is gone. */
export async function runLifeCycle(run: ResourceRun): Promise<void> {
  const { records } = run.session;
  const record = await records.fresh(run.resource);
  const other = await records.fresh(run.resource);
  if (!record) return;
  const { view } = run;
  if (view && run.operation('read')) {
    const fields = await readCreated(run, view, record);
    if (fields) {
      const replaced = await runReplacements(run, view, record, fields);
      await runPatches(run, view, record, replaced);
    }
    if (other && other.id !== record.id) await assertKept(run, view, other);
  }
  await deleteAndAskAgain(run, record, other);
}

async function readCreated(run: ResourceRun, view: RecordView, record: TestRecord): Promise<Fields | undefined> {
  const create = run.writerOf(record);
  const exchange = await run.act('read', record, 'reads what was just created');
  if (!exchange || exchange.received.status >= 500 || isThrottled(exchange.received)) return undefined;
  const { status } = exchange.received;
  const fields = status < 300 ? view.recordIn(exchange.body) : undefined;
  if (!fields) {
    // Who has no credentials learns nothing from this.
    if (status === 401 || status === 403) return undefined;
    const message = `answers ${status} for the record that ${create.id} has just made`;
    run.session.report('not-created', message, exchange.case.operation.operation.pointer, exchange);
    return undefined;
  }
  run.tell('not-read-back', 'reads', view.compare(fields, view.fieldsSentBy(create, record.sent)), exchange);
  run.tell('default-not-applied', 'reads', view.compare(fields, view.defaultsLeftOut(create, record.sent)), exchange);
  await checkDefaults(run, view);
  return fields;
}

/** Makes a record with nothing that may be left out, and looks whether the contract's defaults are there. */
async function checkDefaults(run: ResourceRun, view: RecordView): Promise<void> {
  const create = run.operation('create');
  const pointer = create?.maker.body?.pointer;
  if (!create?.base || pointer === undefined) return;
  const body = create.instances.chosen(pointer, { choose: (least) => least });
  const defaults = view.defaultsLeftOut(create, body);
  if (body === undefined || Object.keys(defaults).length === 0) return;
  const made = await run.session.run({
    operation: create,
    title: 'creates with nothing that may be left out',
    expectation: { kind: 'answered' },
    pointer: create.operation.pointer,
    parts: { ...create.base, body },
    isFilled: true,
  });
  const record = made && run.session.records.noteCreated(made);
  const read = record && (await run.read(record, 'reads what was created with nothing that may be left out'));
  if (read) run.tell('default-not-applied', 'reads', view.compare(read.fields, defaults), read.exchange);
}

/** What was done to one record did nothing to another. */
async function assertKept(run: ResourceRun, view: RecordView, other: TestRecord): Promise<void> {
  const read = await run.read(other, 'reads a record that nothing was done to');
  if (!read) return;
  const sent = view.fieldsSentBy(run.writerOf(other), other.sent);
  run.tell('not-kept', 'of a record that nothing was done to reads', view.compare(read.fields, sent), read.exchange);
}

async function deleteAndAskAgain(run: ResourceRun, record: TestRecord, other: TestRecord | undefined): Promise<void> {
  const deleted = await run.act('delete', record, 'deletes a record', { kind: 'accepted' });
  // 202 says that it will be done.
  if (!deleted || deleted.received.status >= 300 || deleted.received.status === 202) return;
  run.session.records.noteDeleted(record);
  const { pointer } = deleted.case.operation.operation;
  const read = await run.act('read', record, 'reads what was just deleted');
  if (read && read.received.status < 300 && !isMarkedAsGone(run.view?.recordIn(read.body)))
    run.session.report('not-deleted', `answers ${read.received.status} for a record that was deleted`, pointer, read);
  const actions = ['delete', 'replace', 'patch'] as const;
  await Promise.all(actions.map((action) => run.act(action, record, 'names a record that was deleted')));
  const kept = other && other.id !== record.id ? await run.act('read', other, 'reads another record') : undefined;
  if (kept && isGone(kept)) {
    const message = `answers ${kept.received.status} for another record than the one that was deleted`;
    run.session.report('not-kept', message, pointer, kept);
  }
}

function isGone({ received: { status } }: Exchange): boolean {
  return status === 404 || status === 410;
}

/** Some keep what was deleted, and say so: `deletedAt`, `archived`. */
function isMarkedAsGone(fields: Fields = {}): boolean {
  return Object.entries(fields).some(
    ([name, value]) =>
      /^(is_?)?(deleted|archived|removed)(_?(at|on))?$/i.test(name) && value !== null && value !== false,
  );
}
