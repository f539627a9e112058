import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { isListOf } from '../../contract/resource/read-list.ts';
import type { RequestParts } from '../../instances/index.ts';
import { retryAfterOf } from '../http/retry-after.ts';
import type { Exchange } from '../plan/exchange.ts';
import { listViewOf } from '../plan/list-view.ts';
import { type Addition, addedResource } from '../plan/read-lists.ts';
import { createdIn } from '../run/place-id.ts';
import { promisedIn } from '../run/promised-record.ts';
import { stepsTo } from '../run/records.ts';
import type { Session } from '../run/session.ts';
import { type Added, type AddedList, differencesIn, mergedFields } from './added-fields.ts';
import { laterDates, otherTexts } from './added-values.ts';
import { areAlike, whyListHides, whyRecordIsHidden } from './hidden-records.ts';
import { scopeFor } from './list-requests.ts';
import { mayBeFiltered } from './lists.ts';
import { type AllRecords, readAll } from './read-all.ts';
import { queryList } from './read-lists.ts';
import { RecordView } from './record-view.ts';
import { ResourceRun } from './resource-run.ts';
import { variedFor } from './varied-records.ts';

const title = 'creates a record that only its list shows';
/** The second of two may be the one that is lost. */
const recordCount = 3;
/** How many more are created to see whether the list grows. */
const maxMore = 3;
/** No server cuts a list to fewer records than this, unless it is asked to. */
const maxSmallList = 10;

/** Creates records that can't be read one by one: all of them are in their list, as they were sent. */
export async function runAddedRecords(session: Session): Promise<void> {
  for (const addition of session.parts.plan.additions) {
    if (session.isOver) return;
    const found = listOf(session, addition);
    if (typeof found === 'object') await runAddedList(found);
    else if (found !== undefined) skip(session, addition, found);
  }
}

/** @returns why it can't be tested, or undefined if no valid request could be made */
function listOf(session: Session, { create: added, list: getter }: Addition): AddedList | string | undefined {
  const { plan } = session.parts;
  const [create, list] = [plan.tested(added), plan.tested(getter)];
  if (!create.base || !list.base) return undefined;
  const resource = create.part?.resource ?? addedResource(added, getter);
  const made = RecordView.of(create, resource, [create], plan.references);
  const view = listViewOf(list, resource, made?.place.id);
  const item = view && RecordView.ofListed(list, view, [create], plan.references);
  if (!view || !item || !isListOf(getter, view.bodyPointer)) return 'the contract has no list of it with its id';
  if (Object.keys(item.fieldsSentBy(create, create.base.body)).length === 0)
    return 'its list shows nothing that is sent';
  return { run: new ResourceRun(session, resource), create, list, view, item, made, record: undefined };
}

function skip(session: Session, { create }: Addition, reason: string): void {
  const operation = session.parts.plan.tested(create);
  const parts = operation.base as RequestParts;
  session.coverage.skip(
    { case: { operation, title, expectation: { kind: 'any' }, pointer: create.pointer, parts } },
    reason,
  );
}

async function runAddedList(list: AddedList): Promise<void> {
  const { run } = list;
  const added: Added[] = [];
  for (let count = 0; count < recordCount; count++) {
    const one = await add(list, count > 0);
    if (!one) break;
    added.push(one);
  }
  const [first] = added;
  if (!first) return;
  const ids = new Set(added.map(({ record }, index) => record.id ?? `without an id: ${index}`).map(String));
  const isOneList = added.every(({ record }) => String(record.variables) === String(first.record.variables));
  const reason = !isOneList || ids.size < added.length ? 'several creates make the same record' : undefined;
  const fields = mergedFields(first);
  run.listScope = scopeFor(list.list, list.view, fields);
  const isFiltered = mayBeFiltered(list.list, list.view, fields, run.listScope);
  const why = reason ?? (isFiltered ? 'its list is always filtered' : undefined);
  if (why !== undefined) return run.session.coverage.skip(first.exchange, why);
  const own = { ...list, record: first.record };
  await judge(own, added);
  await queryAdded(own);
}

/** The list is asked in all ways once it has records that differ in what it is filtered and sorted by. */
async function queryAdded(list: AddedList): Promise<void> {
  const { run, create, view, record } = list;
  for (let index = 0; index < recordCount; index++) {
    const body = variedFor(create, list.list, view, index, run.session.records.nextSerial());
    if (body !== undefined) await add(list, false, { ...(create.base as RequestParts), body });
  }
  await queryList({ run, list: list.list, view, record });
}

/** Creates a record. @returns undefined if it is refused, or the response doesn't say that it is there */
async function add(list: AddedList, isVaried: boolean, parts?: RequestParts): Promise<Added | undefined> {
  const { run, create } = list;
  const base = create.base as RequestParts;
  const { session } = run;
  const send = async (sent: RequestParts) => {
    const { pointer } = create.operation;
    const result = await session.execute({
      operation: create,
      title,
      expectation: { kind: 'any' },
      pointer,
      parts: sent,
    });
    return result?.exchange;
  };
  const varied = () => otherTexts(create, base, session.records.nextSerial());
  let exchange = await send(parts ?? (isVaried ? varied() : base));
  // Values may be taken, or may not be others.
  if (!isCreated(exchange) && !parts) exchange = await send(isVaried ? base : varied());
  if (!exchange || !isCreated(exchange)) return undefined;
  const made = addedBy(list, exchange);
  if (typeof made === 'object') return made;
  session.coverage.skip(exchange, made);
  return undefined;
}

function isCreated(exchange: Exchange | undefined): boolean {
  return exchange !== undefined && exchange.received.status < 300;
}

/** @returns why it isn't known that a record was created */
function addedBy({ run: { resource }, create, made }: AddedList, exchange: Exchange): Added | string {
  const { body, received, case: tested } = exchange;
  const { status } = received;
  const created = status === 202 ? promisedIn(exchange, resource, create) : createdIn(exchange, resource, create);
  const fields = made?.recordIn(body) ?? {};
  if (!created && !(status === 201 && isObject(body))) return `${status}: the response doesn't say what was created`;
  const sent = made?.fieldsSentBy(create, tested.parts.body) ?? {};
  const isShown = Object.keys(sent).length > 0 && made?.compare(fields, sent).every(({ isNormalised }) => isNormalised);
  // It may be an action that creates nothing.
  if (status === 200 && !isShown) return "200: the response doesn't show what was sent";
  const record = {
    resource,
    id: created?.id,
    variables: create.pathParameters.map((parameter) => tested.parts.parameters.get(parameter)),
    sent: tested.parts.body,
    operation: create.operation,
    steps: stepsTo(exchange, created ?? { id: undefined, isChosen: true }),
  };
  return { exchange, record, fields };
}

function isListed({ record: { id } }: Added, all: AllRecords): boolean {
  // Without an id, any record may be the one.
  return id === undefined ? all.count > 0 : all.byId.has(String(id));
}

async function judge(list: AddedList, added: readonly Added[]): Promise<void> {
  const { session } = list.run;
  const [last] = added.slice(-1) as [Added];
  const isFine = (all: AllRecords) =>
    added.every((one) => isListed(one, all) && differencesIn(list, one, all).length === 0);
  const now = await readAll(list);
  if (!now) return session.coverage.skip(last.exchange, "its list can't be read");
  if (isFine(now)) return;
  const why = added.some((one) => !isListed(one, now)) ? whyMissing(list, added, now) : undefined;
  const isStale = why === undefined || added.some((one) => differencesIn(list, one, now).length > 0);
  // Records may be listed, or be complete, a moment later.
  const all = isStale
    ? (await session.patience.until(() => readAll(list), isFine, retryAfterOf(last.exchange.received))).value
    : now;
  if (!all) return session.coverage.skip(last.exchange, 'its list may have it later');
  reportDifferences(list, added, all);
  const missing = added.filter((one) => !isListed(one, all));
  const [one] = missing;
  if (!one) return;
  const isPromised = missing.some(({ exchange }) => exchange.received.status === 202);
  const promised = isPromised ? '202: what it promises was not listed in time, which may be never' : undefined;
  const reason = promised ?? why ?? (await reportMissing(list, added, missing, all));
  if (reason !== undefined) session.coverage.skip(one.exchange, reason);
}

/** Why the list may lack some of the records; undefined if nothing says so. */
function whyMissing({ list, create, view }: AddedList, added: readonly Added[], all: AllRecords): string | undefined {
  const missing = added.filter((one) => !isListed(one, all));
  if (!all.isWhole) return 'its list may have more pages';
  const ofList = whyListHides(list, create, all.first);
  if (ofList !== undefined || missing.length < added.length) return ofList;
  if (all.count >= maxSmallList) return 'its list may show some records only';
  return missing.map((one) => whyRecordIsHidden(list, view, candidateOf(one))).find((why) => why !== undefined);
}

function candidateOf({ record: { sent }, fields }: Added) {
  return { sent: isObject(sent) ? sent : {}, created: fields };
}

/**
 * A list that lacks records is at fault if it is empty, or stays as it is whatever is created, or grows by another one that is
 * like those.
 * @returns why it may be right
 */
async function reportMissing(
  list: AddedList,
  added: readonly Added[],
  missing: readonly Added[],
  before: AllRecords,
): Promise<string | undefined> {
  const isNone = missing.length === added.length;
  const later = isNone ? laterDates(list.create, missing[0]?.record.sent, list.create.base as RequestParts) : undefined;
  const isUpcoming = later && (await add(list, false, later));
  for (let count = 0; count < maxMore; count++) {
    const other = await add(list, true);
    const all = await readAll(list);
    if (!other) return 'no more records could be created';
    if (!all?.isWhole) return 'its list may have more pages';
    const left = missing.filter((one) => !isListed(one, all));
    if (isUpcoming && isListed(isUpcoming, all)) return 'its list may show what is yet to come';
    const hasGrown = all.count > before.count;
    if (isNone && hasGrown) return 'its list may have other ids';
    const [lost] = isNone ? left : left.filter((one) => areAlike(list.view, candidateOf(one), candidateOf(other)));
    if (isNone || isListed(other, all)) {
      if (!lost || (!isNone && !hasGrown)) return 'its list may show some records only';
      return report(list, lost, all);
    }
  }
  return 'its list may show some records only';
}

function report({ run, list }: AddedList, { record }: Added, all: AllRecords): undefined {
  const name = record.id === undefined ? 'a record' : `the record ${stringifyExactly(record.id)}`;
  const message =
    all.count === 0
      ? `has no record, although ${name} was just created`
      : `has ${name}, which was just created, on none of its pages`;
  run.session.report('not-listed', message, list.operation.pointer, { ...all.first, record });
}

/** Each property once. */
function reportDifferences(list: AddedList, added: readonly Added[], all: AllRecords): void {
  const known = new Set<string>();
  for (const one of added) {
    const listed = all.byId.get(String(one.record.id));
    const differences = differencesIn(list, one, all).filter(({ property }) => !known.has(property));
    for (const { property } of differences) known.add(property);
    if (listed) list.run.report('not-read-back', 'lists', differences, { ...listed.exchange, record: one.record });
  }
}
