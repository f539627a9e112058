import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { saysThatItExists } from '../../contract/resource/reference-words.ts';
import { isIdName } from '../../contract/resource/resource-names.ts';
import { schemasAlong } from '../../contract/schema/schema-shape.ts';
import { type RequestParts, seededChoices, withParameter } from '../../instances/index.ts';
import { type Exchange, isGone } from '../plan/exchange.ts';
import type { Reference } from '../plan/references.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Session } from '../run/session.ts';
import { ResourceRun } from './resource-run.ts';

/** Ids that hardly any record has, in the forms that ids have. */
const unusedIds: readonly unknown[] = [
  ...[2_000_000_011, 987_654_321, 999_983, 9973],
  ...['7d3f0c52-9b1e-4c6a-8a51-0b6f2f9d4e17', '65f0c0dec0dec0dec0dec0de', 'concordat-none', '2000000011', 'ZQZQZQ'],
];

/** What names a record that isn't there is refused where the contract declares a refusal that is about this. */
export async function runUnknownReferences(session: Session): Promise<void> {
  const { plan } = session.parts;
  for (const one of plan.operations) {
    if (session.isOver) return;
    if (one.method !== 'post' || !['404', '409', '422'].some((status) => declares(one, status))) continue;
    const operation = plan.tested(one);
    // What is no record, such as a token for another one, may not need it.
    if (operation.part?.action !== 'create') continue;
    for (const reference of refusedReferences(session, operation)) await checkReference(session, operation, reference);
  }
}

/** The references in a body that the new record has as well, and that the contract says something of. */
function refusedReferences(session: Session, operation: TestedOperation): Reference[] {
  const { base, part, excerpt, maker } = operation;
  const { plan } = session.parts;
  const bodyPointer = maker.body?.pointer;
  if (!base || bodyPointer === undefined) return [];
  const own = part && plan.references.at(part.resource.path);
  const named = plan.references
    .in(base.body, own)
    .filter(({ isCertain, path, collection }) => isCertain && collection !== own && !/\/\d+(\/|$)/.test(path));
  if (named.length === 0 || !part) return [];
  const { view } = new ResourceRun(session, part.resource);
  const isShown = (path: string) =>
    view !== undefined && schemasAlong(view.document, { allOf: view.schemas }, tokensIn(base.body, path)).length > 0;
  // Without a variable in the path, a 404 is about what the body names; where none of these operations does without, it's a habit.
  const isAboutBody =
    !isBelow(operation.operation) &&
    declares(operation.operation, '404') &&
    plan.contract.operations.some((other) => !isBelow(other) && !declares(other, '404')) &&
    new Set(named.map(({ collection }) => collection)).size === 1 &&
    Object.keys(Object(base.body)).every(
      (name) => !isIdName(name) || named.some(({ path }) => path.startsWith(`/${name}`)),
    );
  return named.filter(
    ({ path, collection }) =>
      isShown(path) &&
      (isAboutBody || saysThatItExists(excerpt, bodyPointer, tokensIn(base.body, path), collection.path)),
  );
}

async function checkReference(session: Session, operation: TestedOperation, reference: Reference): Promise<void> {
  const base = operation.base as RequestParts;
  const place = `#${reference.path}`;
  const pointer = operation.maker.body?.pointer as string;
  const tokens = tokensIn(base.body, reference.path);
  const [named] = unusedIdsOf(session, reference).flatMap((id) => {
    const body = typeof id === typeof valueAt(base.body, place) ? replaceAt(base.body, tokens, id) : undefined;
    const read = operation.instances.isValid(body, pointer) ? readerOf(session, reference, id) : undefined;
    return read ? [{ id, body, read }] : [];
  });
  if (!named) return;
  const { id, body, read } = named;
  const testCase = {
    operation,
    title: 'names a record that is not there',
    pointer: operation.operation.pointer,
  } as const;
  const location = `body${reference.path}`;
  const sent = await session.sendOnce({
    ...testCase,
    expectation: { kind: 'any' },
    location,
    parts: { ...base, body },
  });
  if (sent) session.record(sent);
  const exchange = sent?.exchange;
  if (!exchange || exchange.received.status >= 300 || exchange.received.status === 202) return;
  const missing = valueAt(exchange.case.parts.body, place) === id ? await read() : undefined;
  if (!missing || !isGone(missing)) return;
  const name = reference.path.split('/').at(-1);
  const message = `responds with ${missing.received.status} to ${stringifyExactly(id)}, which ${operation.id} accepted as ${name}`;
  session.report('reference-accepted', message, operation.operation.pointer, missing, [exchange]);
}

/** Those above, and one of the form that the path of the record demands: `pet_h3x1`. */
function unusedIdsOf(session: Session, reference: Reference): unknown[] {
  const { operation, subject } = readOf(session, reference) ?? {};
  const made = subject && operation?.instances.chosen(subject.pointer, seededChoices('an id that no record has'));
  return [...unusedIds, ...(made === undefined ? [] : [made])];
}

function readOf(session: Session, { collection: { resource } }: Reference) {
  const { plan } = session.parts;
  const reader = resource?.operations.get('read')?.operation;
  if (!reader || !plan.operations.includes(reader)) return undefined;
  const operation = plan.tested(reader);
  const [parameter, ...others] = operation.pathParameters;
  const subject = operation.maker.subjects.find((one) => one.parameter === parameter);
  return { reader, operation, parameter, others, subject };
}

/** Reads the record that an id names; undefined if the contract has no way to. */
function readerOf(session: Session, reference: Reference, id: unknown) {
  const found = readOf(session, reference);
  if (!found) return undefined;
  const { reader, operation, parameter, others, subject } = found;
  const { base } = operation;
  const value = [id, String(id)].find((one) => subject && operation.instances.isValid(one, subject.pointer));
  if (!base || !parameter || others.length > 0 || value === undefined) return undefined;
  const parts = withParameter(base, parameter, value);
  const { pointer } = reader;
  const testCase = { operation, title: 'reads what was named', expectation: { kind: 'any' }, pointer, parts } as const;
  return async (): Promise<Exchange | undefined> => (await session.execute({ ...testCase, isFilled: true }))?.exchange;
}

function declares({ node }: Operation, status: string): boolean {
  return Object.hasOwn(node.responses ?? {}, status);
}

function isBelow({ path }: Operation): boolean {
  return path.includes('{');
}
