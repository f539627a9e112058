import { seededChoices, withParameter } from '../../instances/index.ts';
import { groupByShape } from '../plan/path-shape.ts';
import { declaresCreated, resourceOfPut } from '../plan/put-resources.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { Session } from '../run/session.ts';
import { isMarked } from './deleted-mark.ts';
import { runPatches } from './patches.ts';
import type { RecordView } from './record-view.ts';
import { runReplacements } from './replacements.ts';
import { ResourceRun } from './resource-run.ts';

/**
 * A PUT whose client chooses the id creates the record: it is read as it was put, and put again it changes, and no other
 * record does.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.4
 */
export async function runUpserts(session: Session): Promise<void> {
  const { plan } = session.parts;
  const putResources = new Set(
    plan.resources.flatMap(({ operations }) =>
      operations.has('create') ? [] : (operations.get('replace')?.operation ?? []),
    ),
  );
  const byShape = groupByShape(plan.operations);
  for (const put of plan.operations) {
    if (session.isOver) return;
    // Records that only a PUT creates have their sequences.
    const upserted = declaresCreated(put) && !putResources.has(put) ? resourceOfPut(byShape, put) : undefined;
    if (upserted) await runUpsert(new ResourceRun(session, upserted));
  }
  for (const resource of plan.resources) {
    const isOfPut = !resource.operations.has('create') && resource.operations.has('replace');
    if (isOfPut && !session.isOver && !session.records.createsByPut(resource))
      await runLostPut(new ResourceRun(session, resource));
  }
}

/** What only a PUT can create is there after its success, whatever its status is. */
async function runLostPut(run: ResourceRun): Promise<void> {
  const record = run.view && (await put(run, 'an only PUT'));
  if (run.view && record) await check(run, run.view, record);
}

async function runUpsert(run: ResourceRun): Promise<void> {
  const { view } = run;
  const record = view && (await put(run, 'an upsert'));
  const other = record && (await put(run, 'another upsert'));
  if (!record || !other || String(record.id) === String(other.id)) return;
  const read = await check(run, view, other);
  if (read) {
    const now = await runReplacements(run, view, other, read.fields);
    await runPatches(run, view, other, now);
  }
  await check(run, view, record);
  await checkOtherParent(run, view, record);
  const deleted = await run.act('delete', other, 'deletes a record that a PUT has created');
  if (deleted && deleted.received.status < 300 && deleted.received.status !== 202) {
    const gone = await run.act('read', other, 'reads a record that was just deleted');
    if (gone && gone.received.status < 300 && !(await isMarked(run, view.recordIn(gone.body) ?? {}))) {
      const message = `responds with ${gone.received.status} for a record that was deleted`;
      run.session.report('not-deleted', message, deleted.case.operation.operation.pointer, gone);
    }
    await check(run, view, record);
  }
  await run.act('delete', record, 'deletes a record of the run');
}

/** Puts a record that isn't there yet. @returns undefined if that isn't possible */
async function put(run: ResourceRun, seed: string): Promise<TestRecord | undefined> {
  const [operation, reader] = [run.operation('replace'), run.operation('read')];
  const made = operation?.maker.parts(seededChoices(seed));
  const id = operation?.pathParameters.at(-1);
  if (!operation?.base || !reader?.base || !made || !id) return undefined;
  const { pointer } = operation.operation;
  const value = made.parameters.get(id);
  const parts = withParameter({ ...operation.base, body: made.body }, id, value);
  const toRead = reader.pathParameters.at(-1);
  const before = await run.session.execute({
    operation: reader,
    title: 'reads a record that is not there',
    expectation: { kind: 'any' },
    pointer: reader.operation.pointer,
    location: `path/${toRead?.name}`,
    parts: toRead ? withParameter(reader.base, toRead, value) : reader.base,
  });
  // A server that keeps nothing reads any id.
  if (before?.exchange?.received.status !== 404) return undefined;
  const result = await run.session.execute({
    operation,
    title: 'puts a record that is not there',
    expectation: { kind: 'any' },
    pointer,
    // The ids of the records above it are those of the run.
    location: `path/${id.name}`,
    parts,
  });
  return result?.exchange && run.session.records.notePut(result.exchange, run.resource, true);
}

/** It isn't there below another parent. */
async function checkOtherParent(run: ResourceRun, view: RecordView, record: TestRecord): Promise<void> {
  const parent = run.session.parts.plan.parentOf(run.resource);
  const other = parent && record.variables.length > 0 ? await run.session.records.fresh(parent) : undefined;
  const variables = other ? [...other.variables, other.id] : [];
  if (!other || variables.length !== record.variables.length) return;
  const read = await run.act('read', { ...record, variables }, 'reads a record below another parent');
  if (!read || read.received.status >= 300 || !view.recordIn(read.body)) return;
  const message = `responds with ${read.received.status} for a record below another parent`;
  run.session.report('wrong-parent', message, read.case.operation.operation.pointer, read);
}

async function check(run: ResourceRun, view: RecordView, record: TestRecord) {
  const exchange = await run.act('read', record, 'reads a record that a PUT has created');
  if (!exchange || exchange.received.status >= 500 || [401, 403].includes(exchange.received.status)) return undefined;
  const fields = exchange.received.status < 300 ? view.recordIn(exchange.body) : undefined;
  if (!fields) {
    const message = `responds with ${exchange.received.status} for the record that ${record.operation.operationId} has just created`;
    run.session.report('not-created', message, exchange.case.operation.operation.pointer, exchange);
    return undefined;
  }
  const writer = run.writerOf(record);
  run.report('not-read-back', 'reads', view.compare(fields, view.fieldsSentBy(writer, record.sent)), exchange);
  return { fields, exchange };
}
