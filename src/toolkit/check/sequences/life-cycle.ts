import { type RequestParts, seededChoices } from '../../instances/index.ts';
import type { Exchange } from '../case.ts';
import type { CheckCode } from '../codes.ts';
import type { TestRecord } from '../records.ts';
import type { TestedOperation } from '../tested-operation.ts';
import { isThrottled } from '../throttled.ts';
import { type Difference, describe, type RecordView } from './record-view.ts';
import type { ResourceRun } from './resource-run.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Create, read, update, read, patch, read, delete, read, delete again: what was written is read, what was deleted is gone. */
export async function runLifeCycle(run: ResourceRun): Promise<void> {
  const { session, resource, view } = run;
  const record = await session.records.fresh(resource);
  const other = await session.records.fresh(resource);
  if (!record) return;
  const create = record.exchange.case.operation;
  if (view && run.operation('read')) {
    let fields = await readCreated(run, view, record, create);
    if (fields) {
      fields = await replace(run, view, record, fields);
      await patch(run, view, record, fields);
    }
    if (other && other.id !== record.id) await assertKept(run, view, other);
  }
  await deleteAndAskAgain(run, record, other);
}

async function readCreated(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  create: TestedOperation,
): Promise<Fields | undefined> {
  const title = 'reads what was just created';
  const exchange = await run.act('read', record, title, { kind: 'answered' });
  if (!exchange || exchange.received.status >= 500 || isThrottled(exchange.received)) return undefined;
  const { pointer } = exchange.case.operation.operation;
  const fields = exchange.received.status < 300 ? view.recordIn(exchange.body) : undefined;
  if (!fields) {
    if (exchange.received.status === 401 || exchange.received.status === 403) return undefined;
    const message = `answers ${exchange.received.status} for the record that ${create.id} has just made`;
    run.session.report('not-created', message, pointer, exchange);
    return undefined;
  }
  tell(run, 'not-read-back', 'reads', view.compare(fields, view.fieldsSentBy(create, record.sent)), exchange);
  tell(run, 'default-not-applied', 'reads', view.compare(fields, view.defaultsLeftOut(create, record.sent)), exchange);
  await checkDefaults(run, view);
  return fields;
}

/** Makes a record with nothing that may be left out, and looks whether the contract's defaults are there. */
async function checkDefaults(run: ResourceRun, view: RecordView): Promise<void> {
  const create = run.operation('create');
  const pointer = create?.maker.body?.pointer;
  if (!create?.base || pointer === undefined) return;
  const body = create.instances.chosen(pointer, { choose: (least) => least });
  if (body === undefined || Object.keys(view.defaultsLeftOut(create, body)).length === 0) return;
  const made = await run.session.run({
    operation: create,
    title: 'a create with nothing that may be left out',
    expectation: { kind: 'accepted' },
    pointer: create.operation.pointer,
    parts: { ...create.base, body },
  });
  const record = made && run.session.records.noteCreated(made);
  const read = record && (await run.read(record, 'reads what was created with nothing that may be left out'));
  if (read)
    tell(
      run,
      'default-not-applied',
      'reads',
      view.compare(read.fields, view.defaultsLeftOut(create, body)),
      read.exchange,
    );
}

/** Other values of the same request: what was sent may be unlike what was there before. */
function otherParts(operation: TestedOperation, seed: string): RequestParts | undefined {
  const made = operation.maker.parts(seededChoices(seed));
  return made && { parameters: operation.base?.parameters ?? made.parameters, body: made.body };
}

async function replace(run: ResourceRun, view: RecordView, record: TestRecord, before: Fields): Promise<Fields> {
  const operation = run.operation('replace');
  if (!operation) return before;
  let now = before;
  for (const seed of ['replace', 'replace again']) {
    const parts = otherParts(operation, seed);
    const exchange = parts && (await run.act('replace', record, 'replaces a record', { kind: 'accepted' }, parts));
    if (!exchange || exchange.received.status >= 300) continue;
    const read = await run.read(record, 'reads what was just replaced');
    if (!read) continue;
    const sent = view.fieldsSentBy(operation, exchange.case.parts.body);
    tell(run, 'not-read-back', 'after it was replaced reads', view.compare(read.fields, sent), read.exchange);
    const defaults = view.defaultsLeftOut(operation, exchange.case.parts.body);
    tell(run, 'default-not-applied', 'after it was replaced reads', view.compare(read.fields, defaults), read.exchange);
    now = read.fields;
  }
  return now;
}

async function patch(run: ResourceRun, view: RecordView, record: TestRecord, before: Fields): Promise<void> {
  const operation = run.operation('patch');
  if (!operation?.base || typeof operation.base.body !== 'object' || operation.base.body === null) return;
  const values = otherParts(operation, 'patch')?.body ?? operation.base.body;
  let now = before;
  // Field by field, so that each is seen to change alone.
  for (const [name, value] of Object.entries(values).slice(0, 12)) {
    const parts = { ...operation.base, body: { [name]: value } };
    const pointer = operation.maker.body?.pointer;
    if (pointer !== undefined && !operation.instances.isValid(parts.body, pointer)) continue;
    const exchange = await run.act('patch', record, `patches ${name}`, { kind: 'accepted' }, parts);
    if (!exchange || exchange.received.status >= 300) continue;
    const read = await run.read(record, `reads what was just patched in ${name}`);
    if (!read) continue;
    const sent = view.fieldsSentBy(operation, exchange.case.parts.body);
    tell(run, 'not-read-back', `after a patch of ${name} reads`, view.compare(read.fields, sent), read.exchange);
    const settable = view.fieldsSentBy(operation, now);
    const others = Object.fromEntries(Object.entries(settable).filter(([other]) => !(other in sent)));
    tell(run, 'not-kept', `after a patch of ${name} reads`, view.compare(read.fields, others), read.exchange);
    now = read.fields;
  }
}

/** What was done to one record did nothing to another. */
async function assertKept(run: ResourceRun, view: RecordView, other: TestRecord): Promise<void> {
  const read = await run.read(other, 'reads a record that nothing was done to');
  if (!read) return;
  const sent = view.fieldsSentBy(other.exchange.case.operation, other.sent);
  tell(run, 'not-kept', 'of a record that nothing was done to reads', view.compare(read.fields, sent), read.exchange);
}

async function deleteAndAskAgain(run: ResourceRun, record: TestRecord, other: TestRecord | undefined): Promise<void> {
  const deleted = await run.act('delete', record, 'deletes a record', { kind: 'accepted' });
  if (!deleted || deleted.received.status >= 300) return;
  run.session.records.noteDeleted(record);
  const { pointer } = deleted.case.operation.operation;
  const read = await run.act('read', record, 'reads what was just deleted', { kind: 'answered' });
  if (read && read.received.status < 300)
    run.session.report('not-deleted', `answers ${read.received.status} for a record that was deleted`, pointer, read);
  await run.act('delete', record, 'deletes what was just deleted', { kind: 'answered' });
  await run.act('replace', record, 'replaces what was just deleted', { kind: 'answered' });
  await run.act('patch', record, 'patches what was just deleted', { kind: 'answered' });
  if (!other || other.id === record.id) return;
  const kept = await run.act('read', other, 'reads another record than the one that was deleted', { kind: 'answered' });
  if (kept && (kept.received.status === 404 || kept.received.status === 410))
    run.session.report(
      'not-kept',
      `answers ${kept.received.status} for another record than the one that was deleted`,
      pointer,
      kept,
    );
}

function tell(
  run: ResourceRun,
  code: CheckCode,
  verb: string,
  differences: readonly Difference[],
  exchange: Exchange,
): void {
  for (const difference of differences)
    run.session.report(code, `${verb} ${describe(difference)}`, difference.pointer, exchange);
}
