import { isDeepStrictEqual } from 'node:util';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { isThrottled } from '../http/retry-after.ts';
import { isGone } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { pauseBeforeUpdates } from './creation-time.ts';
import { isMarked } from './deleted-mark.ts';
import { innerDefaultsLacking } from './inner-defaults.ts';
import { followLocation } from './location.ts';
import { runPatches } from './patches.ts';
import type { RecordView } from './record-view.ts';
import { runReplacements } from './replacements.ts';
import type { ResourceRun } from './resource-run.ts';

/** Create, read, replace, read, patch, read, delete, read, delete again: what was written is read, and what was deleted is gone. */
export async function runLifeCycle(run: ResourceRun): Promise<void> {
  const { records } = run.session;
  // One before and one after the record that is changed.
  const earlier = await records.fresh(run.resource);
  const record = await records.fresh(run.resource);
  const other = await records.fresh(run.resource);
  if (!record) return;
  const { view } = run;
  if (view && run.operation('read')) {
    const fields = await readCreated(run, view, record);
    if (fields) {
      await pauseBeforeUpdates(view);
      const replaced = await runReplacements(run, view, record, fields);
      await runPatches(run, view, record, replaced);
    }
    for (const one of [earlier, other]) if (one && one.id !== record.id) await checkOther(run, view, one, fields);
  }
  await deleteAndReadAgain(run, record, [other, earlier, records.created.newestOf(run.resource)]);
}

async function readCreated(run: ResourceRun, view: RecordView, record: TestRecord): Promise<Fields | undefined> {
  const create = run.writerOf(record);
  const exchange = await run.act('read', record, 'reads the record that was just created');
  if (!exchange || exchange.received.status >= 500 || isThrottled(exchange.received)) return undefined;
  const { status } = exchange.received;
  const fields = status < 300 ? view.recordIn(exchange.body) : undefined;
  if (!fields) {
    // If reading isn't permitted, this shows nothing.
    if (status === 401 || status === 403) return undefined;
    const message = `responds with ${status} for the record that ${create.id} has just created`;
    run.session.report('not-created', message, exchange.case.operation.operation.pointer, exchange);
    return undefined;
  }
  run.report('not-read-back', 'reads', view.compare(fields, view.fieldsSentBy(create, record.sent)), exchange);
  await followLocation(run, view, record, { exchange, fields });
  const defaults = view.compare(fields, view.defaultsLeftOut(create, record.sent));
  const inner = innerDefaultsLacking(view, create, record.sent, fields);
  run.report('default-not-applied', 'reads', [...defaults, ...inner], exchange);
  await checkDefaults(run, view);
  return fields;
}

/** Creates a record from required fields only, and checks whether it has the defaults of the contract. */
async function checkDefaults(run: ResourceRun, view: RecordView): Promise<void> {
  const create = run.operation('create');
  const pointer = create?.maker.body?.pointer;
  if (!create?.base || pointer === undefined) return;
  const body = create.instances.chosen(pointer, { choose: (least) => least });
  const defaults = view.defaultsLeftOut(create, body);
  if (body === undefined || Object.keys(defaults).length === 0) return;
  const created = await run.session.execute({
    operation: create,
    title: 'creates a record from required fields only',
    expectation: { kind: 'any' },
    pointer: create.operation.pointer,
    parts: { ...create.base, body },
    isFilled: true,
  });
  const record = created?.exchange && run.session.records.noteCreated(created.exchange, true);
  const read = record && (await run.read(record, 'reads a record that was created from required fields only'));
  if (read && created?.exchange)
    run.report('default-not-applied', 'reads', view.compare(read.fields, defaults), read.exchange, created.exchange);
}

/** Writing one record doesn't change another. @param first what was read of another record */
async function checkOther(
  run: ResourceRun,
  view: RecordView,
  other: TestRecord,
  first: Fields | undefined,
): Promise<void> {
  const read = await run.read(other, 'reads a record that no request has changed');
  if (!read) return;
  const { id } = view.place;
  const isNamed = normalizeName(run.resource.operations.get('read')?.id?.name ?? '') === normalizeName(id);
  if (isNamed && first && id in first && isDeepStrictEqual(first, read.fields)) {
    const message = `reads the same record, with the ${id} ${first[id]}, as for another ${id}`;
    run.session.report('not-read-back', message, view.pointerOf(id), read.exchange, [], { extent: 'record' });
  }
  const sent = view.fieldsSentBy(run.writerOf(other), other.sent);
  run.report(
    'not-kept',
    'of a record that no request has changed reads',
    view.compare(read.fields, sent),
    read.exchange,
  );
}

async function deleteAndReadAgain(
  run: ResourceRun,
  record: TestRecord,
  others: readonly (TestRecord | undefined)[],
): Promise<void> {
  const deleted = await run.act('delete', record, 'deletes a record', { kind: 'accepted' });
  // 202 says that it may be deleted later.
  if (!deleted || deleted.received.status >= 300 || deleted.received.status === 202) return;
  run.session.records.noteDeleted(record);
  const { pointer } = deleted.case.operation.operation;
  const read = await run.act('read', record, 'reads the record that was just deleted');
  if (read && read.received.status < 300 && !(await isMarked(run, run.view?.recordIn(read.body) ?? {})))
    run.session.report(
      'not-deleted',
      `responds with ${read.received.status} for a record that was deleted`,
      pointer,
      read,
      [deleted],
    );
  // A PUT that creates records would create it again.
  const actions = (['delete', 'replace', 'patch'] as const).filter(
    (action) => action !== 'replace' || run.operation('create'),
  );
  await Promise.all(actions.map((action) => run.act(action, record, 'names a record that was deleted')));
  for (const other of others) {
    const remaining =
      other && other.id !== record.id ? await run.act('read', other, 'reads another record') : undefined;
    if (!remaining || !isGone(remaining)) continue;
    const message = `responds with ${remaining.received.status} for another record than the one that was deleted`;
    run.session.report('not-kept', message, pointer, remaining, [deleted]);
  }
  await checkNewId(run);
}

/** A server that counts its records gives an id a second time after a delete. */
async function checkNewId(run: ResourceRun): Promise<void> {
  const { records } = run.session;
  const created = await records.fresh(run.resource);
  const twin = created && records.created.twinOf(created);
  const isChosen = Object.hasOwn((created?.sent ?? {}) as object, run.view?.place.id ?? 'id');
  const read = twin && !isChosen ? await run.read(twin, 'reads a record whose id was given to another one') : undefined;
  if (!read || !created) return;
  const message = `has given the id ${String(created.id)} to two records`;
  run.session.report('not-kept', message, run.writerOf(created).operation.pointer, read.exchange);
}
