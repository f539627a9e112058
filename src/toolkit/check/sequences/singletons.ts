import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../../contract/resource/resources.ts';
import { findSingletons } from '../../contract/resource/singletons.ts';
import type { RequestParts } from '../../instances/index.ts';
import { isSecretName } from '../http/secrets.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Session } from '../run/session.ts';
import type { FieldDifference, Fields, RecordView } from './record-view.ts';
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

async function runSingleton(run: ResourceRun, view: RecordView, record: TestRecord): Promise<void> {
  const first = await run.read(record, 'reads what there is one of');
  for (const action of ['replace', 'patch'] as const) {
    const operation = run.operation(action);
    if (!operation?.base) continue;
    const rounds: FieldDifference[][] = [];
    let before = action === 'replace' ? first : await run.read(record, 'reads what there is one of');
    let last: { readonly read: ReadRecord; readonly written: Exchange } | undefined;
    for (const seed of ['one', 'another']) {
      const parts = changed(run, operation, `${seed} ${action}`, before?.fields ?? {});
      const written = parts && (await run.act(action, record, 'changes what there is one of', undefined, parts));
      if (!written || written.received.status >= 300) break;
      const sent = view.fieldsSentBy(operation, written.case.parts.body);
      const read = await run.readAfter(written, record, 'reads what was just changed', sent);
      if (!read) break;
      rounds.push(lostIn(view.compare(read.fields, sent), before?.fields ?? {}));
      [before, last] = [read, { read, written }];
      if (rounds.at(-1)?.length === 0) break;
    }
    const [one = [], two = []] = rounds;
    const lost = two.filter(({ property }) => one.some((other) => other.property === property));
    if (last) run.report('not-read-back', 'after it was changed reads', lost, last.read.exchange, last.written);
  }
  await restore(run, view, record, first);
}

/** What still has its former value, or another one than a number that the server counts. */
function lostIn(differences: readonly FieldDifference[], before: Fields): FieldDifference[] {
  return differences.filter(
    ({ property, got, isNormalised }) =>
      !isNormalised && (isDeepStrictEqual(got, before[property]) || !['number', 'bigint'].includes(typeof got)),
  );
}

/** Other values than there are, but for those that the run signs in with. */
function changed(
  { session }: ResourceRun,
  operation: TestedOperation,
  seed: string,
  before: Fields,
): RequestParts | undefined {
  const pointer = operation.maker.body?.pointer;
  const isValid = (body: unknown) => pointer !== undefined && operation.instances.isValid(body, pointer);
  const made = [0, 1, 2, 3].flatMap((index) => {
    const body = otherParts(operation, `${seed} ${index}`)?.body;
    return isObject(body) ? [body] : [];
  });
  const name = session.parts.identity.user?.name;
  const bodies = [Object.assign({}, ...made) as Fields, ...made].map((body) => {
    const kept = Object.entries(body).flatMap(([property, value]): [string, unknown][] => {
      const own = before[property];
      if (name !== undefined && own === name) return [[property, own]];
      if (typeof own === 'boolean' && typeof value === 'boolean') return [[property, !own]];
      return isSecretName(property) ? [] : [[property, value]];
    });
    return Object.fromEntries(kept);
  });
  const body = bodies.find((one) => Object.keys(one).length > 0 && isValid(one));
  return body && { parameters: operation.base?.parameters ?? new Map(), body };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes what was there before. */
async function restore(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  first: ReadRecord | undefined,
): Promise<void> {
  const operation = run.operation('replace') ?? run.operation('patch');
  const pointer = operation?.maker.body?.pointer;
  if (!operation?.base || pointer === undefined || !first) return;
  const body = view.fieldsSentBy(operation, first.fields);
  if (Object.keys(body).length === 0 || !operation.instances.isValid(body, pointer)) return;
  const action = run.operation('replace') ? 'replace' : 'patch';
  await run.act(action, record, 'restores what was there', undefined, { ...operation.base, body });
}
