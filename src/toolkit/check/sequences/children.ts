import { variableNames } from '../../contract/document/path-template.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import { recordPathOf } from '../../contract/resource/resources.ts';
import type { RequestParts } from '../../instances/index.ts';
import { type Exchange, isGone } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { type ListView, listViewOf } from '../plan/list-view.ts';
import { addedResource } from '../plan/read-lists.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { withChosenId } from '../run/chosen-id.ts';
import { createdInBody } from '../run/place-id.ts';
import { stepsTo } from '../run/records.ts';
import type { Session } from '../run/session.ts';
import { checkCount } from './counts.ts';
import { idsOn, requestList } from './list-requests.ts';
import { type ReadRecord, ResourceRun } from './resource-run.ts';

/** Records that are created below one of another resource. */
interface Family {
  readonly run: ResourceRun;
  readonly create: TestedOperation;
  readonly parents: ResourceRun;
  /** How many ids the path has of what they are below. */
  readonly depth: number;
  readonly list: TestedOperation | undefined;
  readonly listView: ListView | undefined;
}

/** Records below another one: they aren't found below a second one, and not below one that is gone. */
export async function runChildren(session: Session): Promise<void> {
  for (const operation of session.parts.plan.operations) {
    // A POST to a record makes nothing below it.
    const isCreate = operation.method === 'put' || (operation.method === 'post' && !/\}\/?$/.test(operation.path));
    const family = isCreate && operation.path.includes('}/') ? familyOf(session, operation) : undefined;
    if (family && !session.isOver) await runFamily(family);
  }
}

function familyOf(session: Session, operation: TestedOperation['operation']): Family | undefined {
  const { plan } = session.parts;
  const create = plan.tested(operation);
  const { part } = create;
  const isPut = operation.method === 'put';
  const parent = isPut ? part && plan.parentOf(part.resource) : create.parent;
  const isCreate = isPut ? part && session.records.createsByPut(part.resource) : !part || part.action === 'create';
  if (!create.base || !parent || part?.resource === parent || !isCreate) return undefined;
  const getter = plan.operations.find(({ path, method }) => method === 'get' && path === operation.path);
  // Records that can't be read one by one may be listed.
  const resource = part?.resource ?? addedResource(operation, getter);
  const run = new ResourceRun(session, resource);
  const list = run.operation('list');
  const id = findRecordPlace(create, resource)?.id;
  const listView = list && (list.listView ?? listViewOf(list, resource, id));
  // Without a list, a POST may be an action.
  const depth = create.pathParameters.length - (isPut ? 1 : 0);
  const parents = new ResourceRun(session, parent);
  return part || listView ? { run, create, parents, depth, list, listView } : undefined;
}

async function runFamily(family: Family): Promise<void> {
  const { run, parents } = family;
  const { records } = run.session;
  const one = await records.fresh(parents.resource);
  const two = await records.fresh(parents.resource);
  if (!one || !two || String(one.id) === String(two.id)) return;
  // A server that keeps nothing lists the same everywhere, and ids may count from 1 below each parent.
  const before = await idsBelow(family, two);
  const parent = await parents.read(one, 'reads a record that others will be created below');
  const own = await idsBelow(family, one);
  const { record: child, exchange: created } = await createBelow(family, one, 'creates a record below another one');
  if (!child) return;
  const isNew = own?.includes(String(child.id)) === false;
  if (parent && created && isNew) await checkListed(family, one, parent, child, created);
  const misplaced = { ...child, variables: variablesBelow(family, two) };
  await checkOtherParent(family, child, misplaced, before?.includes(String(child.id)) === false);
  await checkMissingParent(family, two);
}

async function checkListed(
  family: Family,
  parent: TestRecord,
  before: ReadRecord,
  record: TestRecord,
  created: Exchange,
): Promise<void> {
  const { run, parents, list, listView } = family;
  const listed = await listOf(family, record);
  if (!list || !listView || !listed || !isListed(family, listed, record)) return;
  await checkCount(parents, parent, before, { run, record, created, list, listView });
}

interface CreatedBelow {
  readonly record?: TestRecord;
  readonly exchange?: Exchange;
}

/** @returns nothing if no record was created */
async function createBelow(family: Family, parent: TestRecord, title: string): Promise<CreatedBelow> {
  const { create, run, depth } = family;
  const variables = variablesBelow(family, parent);
  if (depth !== variables.length) return {};
  const base = create.base as NonNullable<TestedOperation['base']>;
  const placed = create.pathParameters
    .slice(0, depth)
    .map((parameter, index) => [parameter, variables[index]] as const);
  const parts = { ...base, parameters: new Map([...base.parameters, ...placed]) };
  if (create.operation.method === 'put') return putBelow(family, parent, title, parts);
  const result = await run.session.execute({
    operation: create,
    title,
    expectation: { kind: 'any' },
    pointer: create.operation.pointer,
    // What else is in the path is the parent's; references in the body are filled in.
    location: `path/${create.pathParameters.at(-1)?.name}`,
    parts,
  });
  const exchange = result?.exchange;
  if (!exchange || exchange.received.status >= 300 || exchange.received.status === 202) return {};
  const created = createdInBody(exchange, run.resource, create);
  run.session.records.noteCreated(exchange);
  const { operation } = create;
  const { body: sent } = exchange.case.parts;
  if (!created) return {};
  const steps = [...parent.steps, ...stepsTo(exchange, created)];
  return { exchange, record: { resource: run.resource, id: created.id, variables, sent, operation, steps } };
}

async function putBelow(
  { create: operation, run: { session, resource } }: Family,
  parent: TestRecord,
  title: string,
  base: RequestParts,
): Promise<CreatedBelow> {
  const parts = withChosenId(operation, base, session.records.nextSerial());
  const { pointer } = operation.operation;
  const expectation = { kind: 'any' } as const;
  const put = { operation, title, expectation, pointer, isFilled: true, record: parent };
  const exchange = parts && (await session.execute({ ...put, parts }))?.exchange;
  const record = exchange && session.records.notePut(exchange, resource, true);
  return record ? { record, exchange } : {};
}

/**
 * @param misplaced the child, with the id of another parent
 * @param wasAbsent whether the list of that parent was without it before
 */
async function checkOtherParent(
  family: Family,
  child: TestRecord,
  misplaced: TestRecord,
  wasAbsent: boolean,
): Promise<void> {
  const { run } = family;
  const listed = wasAbsent ? await listOf(family, misplaced) : undefined;
  if (listed && isListed(family, listed, child))
    report(run, `has the record ${String(child.id)} of another parent`, listed);
  const own = hasParentInPath(family, 'read') ? await run.read(child, 'reads a record below its parent') : undefined;
  // An id that clients choose may be another record's there.
  const isChosen = Object.hasOwn((child.sent ?? {}) as object, run.view?.place.id ?? 'id');
  if (!own || (isChosen && !wasAbsent)) return;
  const read = await run.act('read', misplaced, 'reads a record below another parent');
  const wrong = read && read.received.status < 300 ? run.view?.recordIn(read.body) : undefined;
  if (read && wrong && isSame(run, wrong, own.fields))
    report(run, `responds with ${read.received.status} for a record below another parent`, read);
  if (!hasParentInPath(family, 'delete')) return;
  const deleted = await run.act('delete', misplaced, 'deletes a record below another parent');
  if (!deleted || deleted.received.status >= 300) return;
  const again = await run.act('read', child, 'reads a record that was deleted below another parent');
  if (again && isGone(again))
    report(run, `responds with ${deleted.received.status} below another parent, and deletes the record`, deleted);
}

/** Deletes a parent: what was below it is gone, and nothing can be created there. */
async function checkMissingParent(family: Family, parent: TestRecord): Promise<void> {
  const { run, parents } = family;
  // Without a 404, the contract doesn't say what is below a record that isn't there.
  if (!parents.operation('delete') || !parents.operation('read') || !family.create.responses.declares(404)) return;
  const { record: child } = await createBelow(family, parent, 'creates a record below one that will be deleted');
  const deleted = child && (await parents.act('delete', parent, 'deletes a record with others below it'));
  if (!child || !deleted || deleted.received.status >= 300 || deleted.received.status === 202) return;
  run.session.records.noteDeleted(parent);
  const gone = await parents.act('read', parent, 'reads a record that was deleted');
  if (!gone || !isGone(gone)) return;
  const read = hasParentInPath(family, 'read')
    ? await run.act('read', child, 'reads a record whose parent was deleted')
    : undefined;
  if (read && read.received.status < 300)
    report(run, `responds with ${read.received.status} for a record whose parent was deleted`, read);
  const listed = await listOf(family, child);
  if (listed && isListed(family, listed, child)) report(run, 'has a record whose parent was deleted', listed);
  const { exchange } = await createBelow(family, parent, 'creates a record below one that was deleted');
  if (exchange) report(run, `responds with ${exchange.received.status} below a record that was deleted`, exchange);
}

function report(run: ResourceRun, message: string, exchange: Exchange): void {
  run.session.report('wrong-parent', message, exchange.case.operation.operation.pointer, exchange);
}

/** The ids in the path of what is below a record: meters that are created at `/sites/{id}/meters` may be at `/meters/{id}`. */
function variablesBelow({ parents, depth }: Family, { variables, id }: TestRecord): unknown[] {
  const all = [...variables, id];
  return variableNames(recordPathOf(parents.resource)).length === depth ? all.slice(-depth) : all;
}

/** The list below the parent of a record. */
async function listOf({ run, list, listView, depth }: Family, record: TestRecord): Promise<Exchange | undefined> {
  const isBelow = list?.base && listView && list.pathParameters.length === depth;
  return isBelow ? requestList({ run, list, record }, {}) : undefined;
}

/** The ids that the list below a parent has. */
async function idsBelow(family: Family, parent: TestRecord): Promise<string[] | undefined> {
  const { run, listView } = family;
  if (!listView) return undefined;
  const below = { ...parent, resource: run.resource, id: undefined, variables: variablesBelow(family, parent) };
  return idsOn(listView, await listOf(family, below));
}

/** Whether an operation's path names the parent too. */
function hasParentInPath({ run, depth }: Family, action: 'read' | 'delete'): boolean {
  const operation = run.operation(action);
  return operation !== undefined && operation.pathParameters.length > depth;
}

function isListed({ listView }: Family, exchange: Exchange, child: TestRecord): boolean {
  return listView !== undefined && idsOn(listView, exchange)?.includes(String(child.id)) === true;
}

function isSame(run: ResourceRun, fields: Fields, own: Fields): boolean {
  return run.view?.compare(fields, own).length === 0;
}
