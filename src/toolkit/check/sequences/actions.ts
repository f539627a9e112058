import { isDeepStrictEqual } from 'node:util';
import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { saidToBeOnce } from '../../contract/resource/once-words.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import { recordPathOf } from '../../contract/resource/resources.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { actionsOn } from '../run/earlier-actions.ts';
import { canName, placeId } from '../run/place-id.ts';
import type { Session } from '../run/session.ts';
import { type ReadRecord, ResourceRun } from './resource-run.ts';

/** What these show is not stored. `/check-in` is no check. */
const changesNothing = /preview|simulat|dry.?run|validat|estimat|calculat|[/:](quote|check|test|try)\/?$/i;

/**
 * Records after an action, such as `POST /orders/{id}/cancel` or `/orders/{id}:cancel`: what its response shows of the record's state is read afterwards.
 */
export async function runActions(session: Session): Promise<void> {
  const { plan } = session.parts;
  for (const resource of plan.resources) {
    const actions = actionsOn(plan, recordPathOf(resource));
    if (actions.length === 0) continue;
    const run = new ResourceRun(session, resource);
    for (const action of actions) {
      if (session.isOver) return;
      await runAction(run, plan.tested(action));
      await repeatAction(run, plan.tested(action));
    }
  }
}

/** What the contract says can't be done twice is done again. */
async function repeatAction({ session, resource }: ResourceRun, operation: TestedOperation): Promise<void> {
  const { base, part } = operation;
  const place = findRecordPlace(operation, resource);
  const said = saidToBeOnce(operation.excerpt, place ? valuesOfStates(operation, place) : []);
  const earlier = session.controls.earlierThan(operation);
  const record = base && !part && said !== undefined ? await session.freshAfter(earlier, resource) : undefined;
  if (!base || !record || !canName(operation, record)) return;
  const { parts } = placeId(operation, base, record);
  const { pointer } = operation.operation;
  const testCase = { operation, expectation: { kind: 'any' }, pointer, record, parts, isFilled: true } as const;
  const first = (await session.execute({ ...testCase, title: 'acts on a record' }))?.exchange;
  if (!first || first.received.status >= 300 || first.received.status === 202) return;
  // What the contract says may be about a state that the record isn't in.
  const shown = place && stateIn(valueAt(first.body, `#${place.bodyPointer}`));
  const states = place ? statesOf(operation, place).flatMap((name) => textIn(shown?.[name])) : [];
  if (saidToBeOnce(operation.excerpt, states) !== said) return;
  const again = await session.sendOnce({ ...testCase, title: 'acts on a record again' });
  if (again) session.record(again);
  if (!again?.exchange || again.exchange.received.status >= 300) return;
  const message = `responds with ${again.exchange.received.status} when it is done again, where the contract says ${JSON.stringify(said)}`;
  session.report('repeat-accepted', message, pointer, again.exchange, [first]);
}

async function runAction(run: ResourceRun, operation: TestedOperation): Promise<void> {
  const { session, resource, view } = run;
  const { base, part, id: name } = operation;
  const place = findRecordPlace(operation, resource);
  if (!view || !base || part || place?.id !== view.place.id || changesNothing.test(operation.operation.path)) return;
  const states = statesOf(operation, place);
  const done = states.length > 0 ? await actInTime(run, operation) : undefined;
  if (!done) return;
  const { record, before, acted } = done;
  const shown = acted.received.status < 300 && stateIn(valueAt(acted.body, `#${place.bodyPointer}`));
  const was = stateIn(before.fields) ?? {};
  if (acted.received.status === 202 || !isRecordLike(shown, view.place.id, was)) return;
  const changed = states.filter((state) => isKnown(shown, was, state) && shown[state] !== was[state]);
  if (changed.length === 0) return;
  const isStored = ({ fields }: ReadRecord) =>
    !isDeepStrictEqual(pick(stateIn(fields) ?? {}, changed), pick(was, changed));
  // It may be read from a copy that is behind.
  const read = () => run.read(record, 'reads a record after an action');
  const { value: after, isDone } = await session.patience.until(read, isStored, 0);
  if (!after || isDone) return;
  const [state] = changed as [string];
  const message = `after ${name} reads ${state} as ${stringifyExactly(stateIn(after.fields)?.[state])}, where its response had ${stringifyExactly(shown[state])}`;
  session.report(
    'not-read-back',
    message,
    view.pointerOf(view.properties.includes(state) ? state : attributes),
    after.exchange,
    [acted],
  );
}

interface Done {
  readonly record: TestRecord;
  readonly before: ReadRecord;
  readonly acted: Exchange;
}

/** Does an action with a new record; where that isn't in the state for it yet, after another action. */
async function actInTime(run: ResourceRun, operation: TestedOperation): Promise<Done | undefined> {
  const { session, resource } = run;
  for (const earlier of session.controls.choicesBefore(operation)) {
    const record = await session.freshAfter(earlier, resource);
    const before = record && canName(operation, record) && (await run.read(record, 'reads a record before an action'));
    if (!record || !before || !operation.base || session.isOver) return undefined;
    const acted = await session.execute({
      operation,
      title: 'acts on a record',
      expectation: { kind: 'any' },
      pointer: operation.operation.pointer,
      parts: placeId(operation, operation.base, record).parts,
      isFilled: true,
      record,
    });
    if (!acted?.exchange) return undefined;
    if (acted.exchange.received.status === 409) continue;
    session.controls.noteEarlier(operation, earlier);
    return { record, before, acted: acted.exchange };
  }
  return undefined;
}

/** Where JSON:API has what others have in the record itself. @see https://jsonapi.org/format/#document-resource-object-attributes */
const attributes = 'attributes';

/** A record with what it has inside of its attributes; undefined if it is none. */
function stateIn(record: unknown): Fields | undefined {
  if (!isObject(record)) return undefined;
  return isObject(record[attributes]) ? { ...record[attributes], ...record } : record;
}

interface Place {
  readonly schemaPointer: string;
  readonly bodyPointer: string;
}

/** The schemas of each property of a record, and of each attribute. */
function schemasOfFields({ instances: { document } }: TestedOperation, place: Place): Map<string, SchemaObject[]> {
  const record = schemasAlong(document, valueAt(document, place.schemaPointer), pointerTokens(place.bodyPointer));
  const fieldsOf = (schemas: readonly SchemaObject[]) =>
    propertyNames(schemas).map((name) => [name, schemasInPlace(document, ...schemasAt(schemas, name))] as const);
  const own = new Map(fieldsOf(record));
  return new Map([...fieldsOf(own.get(attributes) ?? []), ...own]);
}

/** The properties of a record that have one of a few values. */
function statesOf(operation: TestedOperation, place: Place): string[] {
  return [...schemasOfFields(operation, place)].flatMap(([name, schemas]) =>
    schemas.some((schema) => schema['enum'] !== undefined || schema.type === 'boolean') ? [name] : [],
  );
}

/** The texts that these properties may have. */
function valuesOfStates(operation: TestedOperation, place: Place): string[] {
  const schemas = [...schemasOfFields(operation, place).values()].flat();
  return schemas.flatMap((schema) => [schema['enum'] ?? []].flat().flatMap(textIn));
}

function textIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

/** Whether it is the same record. */
function isRecordLike(shown: unknown, id: string, before: Fields): shown is Fields {
  return isObject(shown) && String(shown[id]) === String(before[id]);
}

function isKnown(shown: Fields, before: Fields, state: string): boolean {
  return [shown, before].every((fields) => ['string', 'boolean'].includes(typeof fields[state]));
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}
