import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../contract/document/is-object.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { findSingletons } from '../../contract/resource/singletons.ts';
import { isSecretName } from '../http/secrets.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Session } from '../run/session.ts';
import type { FieldDifference, RecordView } from './record-view.ts';
import { otherParts, type ReadRecord, ResourceRun } from './resource-run.ts';

/**
 * Writes what there is one of, such as `/me` and `/settings`, and reads it. Others may write it at the same time, so that
 * nothing is a finding that isn't so twice.
 */
export async function runSingletons(session: Session): Promise<void> {
  const { plan } = session.parts;
  for (const resource of findSingletons(plan.contract, plan.resources)) {
    if (session.isOver) return;
    const run = new ResourceRun(session, resource, true);
    const record = run.view && (await recordOf(session, resource));
    if (run.view && record) await runSingleton(run, run.view, record);
  }
}

/** What a request to it names: a record of the run above it, if it has one above. */
async function recordOf(session: Session, resource: Resource): Promise<TestRecord | undefined> {
  const [{ operation }] = resource.operations.values() as unknown as [{ operation: TestRecord['operation'] }];
  const single = { resource, id: undefined, sent: undefined, operation, variables: [], steps: [] };
  if (!resource.path.includes('{')) return single;
  const parent = session.parts.plan.parentOf(resource);
  const above = parent && (await session.records.fresh(parent));
  return above && { ...single, variables: [...above.variables, above.id], steps: above.steps };
}

/** The body of a write in one of two rounds; undefined if there is none that changes anything. */
type BodyOf = (operation: TestedOperation, round: string, now: Fields) => Fields | undefined;

async function runSingleton(run: ResourceRun, view: RecordView, record: TestRecord): Promise<void> {
  const first = await run.read(record, 'reads what there is one of');
  const several: BodyOf = (operation, round, now) => otherBody(run, view, operation, round, now);
  await writeTwice(run, view, record, 'replace', several);
  // What wasn't there was created.
  if (!first) await writeTwice(run, view, record, 'replace', several);
  await writeTwice(run, view, record, 'patch', several);
  await restore(run, view, record, first);
  // Of one property, so that the others stay.
  await writeTwice(run, view, record, 'patch', (operation, round, now) => {
    const [one] = Object.entries(several(operation, round, now) ?? {});
    return one && { [one[0]]: one[1] };
  });
  await writeTwice(run, view, record, 'patch', (operation, _round, now) => {
    const nulls = Object.entries(view.fieldsSentBy(operation, now)).flatMap(([name, value]): [string, null][] =>
      value !== null && isValid(operation, { [name]: null }) && !(name in view.defaultsLeftOut(operation, {}))
        ? [[name, null]]
        : [],
    );
    return nulls.length > 0 ? Object.fromEntries(nulls) : undefined;
  });
  await restore(run, view, record, first);
}

/** Writes and reads; if that shows anything, once more. */
async function writeTwice(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  action: 'replace' | 'patch',
  bodyOf: BodyOf,
): Promise<void> {
  const operation = run.operation(action);
  if (!operation?.base) return;
  let suspects: readonly string[] | undefined;
  for (const round of ['one', 'another']) {
    const before = await run.read(record, 'reads what there is one of');
    const now = before?.fields ?? {};
    const body = bodyOf(operation, `${round} ${action}`, now);
    if (!body || !isValid(operation, body)) return;
    const parts = { parameters: operation.base.parameters, body };
    const written = await run.act(action, record, 'changes what there is one of', undefined, parts);
    if (!written || written.received.status >= 300) return;
    const sent = view.fieldsSentBy(operation, written.case.parts.body);
    const read = await run.readAfter(written, record, 'reads what was just changed', sent);
    if (!read) return;
    const lost = lostIn(view.compare(read.fields, sent), now);
    const removed = action === 'patch' ? removedIn(view, operation, now, read.fields, sent) : [];
    const names = [...lost, ...removed].map(({ property }) => property);
    if (suspects) {
      const isSame = ({ property }: FieldDifference) => suspects?.includes(property) === true;
      run.report('not-read-back', 'after it was changed reads', lost.filter(isSame), read.exchange, written);
      run.report('not-kept', 'after a change of others reads', removed.filter(isSame), read.exchange, written);
      return;
    }
    if (names.length === 0) return;
    suspects = names;
    if (removed.length > 0) await restore(run, view, record, before);
  }
}

/** What still has its former value, or has nothing, or a part of what was written; others are what the server makes of it. */
function lostIn(differences: readonly FieldDifference[], before: Fields): FieldDifference[] {
  return differences.filter(({ property, wanted, got, isNormalised }) => {
    if (isNormalised) return false;
    if (isDeepStrictEqual(got, before[property]) || got === undefined || got === null) return true;
    const isCut = typeof got === 'string' && typeof wanted === 'string' && wanted.startsWith(got);
    return isCut || (isObject(got) && isObject(wanted));
  });
}

/** What a PATCH has removed that it doesn't name. */
function removedIn(
  view: RecordView,
  operation: TestedOperation,
  before: Fields,
  after: Fields,
  sent: Fields,
): FieldDifference[] {
  const others = Object.entries(view.fieldsSentBy(operation, before)).filter(([name]) => !(name in sent));
  const differences = view.compare(after, Object.fromEntries(others));
  return differences.filter(({ got }) => got === undefined || got === null);
}

/** The one with the most other values than there are, without those that the run signs in with. */
function otherBody(
  { session }: ResourceRun,
  view: RecordView,
  operation: TestedOperation,
  seed: string,
  now: Fields,
): Fields | undefined {
  const made = [0, 1, 2, 3].flatMap((index) => {
    const body = otherParts(operation, `${seed} ${index}`)?.body;
    return isObject(body) ? [body] : [];
  });
  const name = session.parts.identity.user?.name;
  const bodies = [made.reduce(merged, {}), ...made].map((body) => {
    const kept = Object.entries(body).flatMap(([property, value]): [string, unknown][] => {
      const own = now[property];
      if (name !== undefined && own === name) return [[property, own]];
      if (typeof own === 'boolean' && typeof value === 'boolean') return [[property, !own]];
      return isSecretName(property) ? [] : [[property, value]];
    });
    return Object.fromEntries(kept);
  });
  const changesOf = (body: Fields) => view.compare(now, view.fieldsSentBy(operation, body)).length;
  return bodies
    .filter((body) => isValid(operation, body) && changesOf(body) > 0)
    .sort((a, b) => changesOf(b) - changesOf(a))[0];
}

function merged(one: Fields, other: Fields): Fields {
  const entries = Object.entries(other).map(([name, value]): [string, unknown] => {
    const own = one[name];
    return [name, isObject(own) && isObject(value) ? merged(own, value) : value];
  });
  return { ...one, ...Object.fromEntries(entries) };
}

function isValid({ maker, instances }: TestedOperation, body: unknown): boolean {
  return maker.body?.pointer !== undefined && instances.isValid(body, maker.body.pointer);
}

/** Writes what was there before. */
async function restore(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  first: ReadRecord | undefined,
): Promise<void> {
  const action = run.operation('replace') ? 'replace' : 'patch';
  const operation = run.operation(action);
  if (!operation?.base || !first) return;
  const fields = view.fieldsSentBy(operation, first.fields);
  const wrapper = view.place.bodyPointer.slice(1);
  const body = [fields, { [wrapper]: fields }].find((one) => Object.keys(fields).length > 0 && isValid(operation, one));
  if (body) await run.act(action, record, 'restores what was there', undefined, { ...operation.base, body });
}
