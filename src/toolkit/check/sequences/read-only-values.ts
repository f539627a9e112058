import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import { wrapperOf } from '../../contract/resource/request-shape.ts';
import {
  isMarked,
  propertyNames,
  schemasAlong,
  schemasAt,
  schemasInPlace,
} from '../../contract/schema/schema-shape.ts';
import { isSecretName } from '../http/secrets.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { takesJsonPatch } from '../plan/json-patch.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { otherValuesOf } from './other-values.ts';
import type { RecordView } from './record-view.ts';
import type { ReadRecord, ResourceRun } from './resource-run.ts';

/** Words of a value that a server takes from clients, or makes where they have none. */
const mayBeSent =
  /\b(default\w*|unless|overrid\w*|optional\w*|clients?|callers?|import\w*|migrat\w*|if (omitted|absent|missing|empty|not|none)|(supplied|provided|chosen|specified|assigned) by|(may|can) be (set|sent|given|supplied|provided|chosen|specified))\b/i;
/** What a server compares with its own. */
const compared = /version|revision|^_?rev$|etag|sequence/i;
const maxNames = 4;

interface Written {
  readonly exchange: Exchange;
  readonly read: ReadRecord;
}

/**
 * Sends values of properties that are `readOnly`: a server may refuse them, and may ignore them. Those that it stores are
 * told; a value that it may have made itself is sent three times, in turn with another one.
 */
export async function runReadOnlyValues(run: ResourceRun): Promise<void> {
  const { session, resource, view } = run;
  const tested = (['create', 'replace', 'patch'] as const).filter(
    (action) => view && namesOf(run.operation(action), view).length > 0,
  );
  if (!view || tested.length === 0 || !run.operation('create') || !run.operation('read')) return;
  const record = await session.records.fresh(resource);
  const own = record && (await run.read(record, 'reads a record whose read-only values are to be sent'))?.fields;
  if (!record || !own) return;
  const found = new Set<string>();
  for (const action of tested) {
    const operation = run.operation(action) as TestedOperation;
    const values = new Map<string, readonly unknown[]>();
    for (const name of namesOf(operation, view).filter((one) => action === 'create' || one !== view.place.id)) {
      const others = otherValuesOf(own[name], view.choicesOf(name));
      const areFine = others.length > 0 && others.every((value) => view.mayRead(name, value));
      if (areFine && !found.has(name)) values.set(name, others);
    }
    const stored = await storedOf(run, operation, action === 'create' ? undefined : record, values);
    const [last] = stored.values();
    if (!last) continue;
    const names = [...stored.keys()];
    for (const name of names) found.add(name);
    const shown = names.map((name) => `${name} ${stringifyExactly(last.read.fields[name])}`).join(', ');
    const message = `reads ${shown}, as sent by ${operation.id}, though the contract says readOnly`;
    const { exchange, read } = last;
    session.report('read-only-stored', message, view.pointerOf(names[0] as string), read.exchange, [exchange]);
  }
}

/** @param values three for each property @returns what each property was last written and read with, where each value of it was stored */
async function storedOf(
  run: ResourceRun,
  operation: TestedOperation,
  record: TestRecord | undefined,
  values: ReadonlyMap<string, readonly unknown[]>,
): Promise<Map<string, Written>> {
  const names = [...values.keys()];
  const write = async (chosen: readonly string[], turn: number) => {
    const sent = Object.fromEntries(chosen.map((name) => [name, values.get(name)?.[turn]]));
    const written = chosen.length > 0 ? await writeWith(run, operation, record, sent) : undefined;
    const isStored = (name: string) =>
      written !== undefined && run.view?.agreementOf(name, sent[name], written.read.fields[name]) === 'same';
    return written && { written, stored: chosen.filter(isStored) };
  };
  // One that is refused hides the others.
  for (const group of [names, ...(names.length > 1 ? names.slice(0, maxNames).map((name) => [name]) : [])]) {
    const first = await write(group, 0);
    const second = first && (await write(first.stored, 1));
    const third = second && (await write(second.stored, 2));
    if (third && third.stored.length > 0) return new Map(third.stored.map((name) => [name, third.written]));
    // All of them were ignored.
    if (first && first.stored.length === 0 && group === names) break;
  }
  return new Map();
}

/** The properties of a request that are `readOnly`, and that records show. */
function namesOf(operation: TestedOperation | undefined, view: RecordView): string[] {
  const pointer = operation?.maker.body?.pointer;
  if (!operation?.base || pointer === undefined || !isObject(operation.base.body) || takesJsonPatch(operation))
    return [];
  const { document } = operation.instances;
  const wrapper = wrapperOf(operation, view.properties);
  const schemas = schemasAlong(document, valueAt(document, pointer), wrapper === undefined ? [] : [wrapper]);
  const words = [operation.operation.node.description, operation.operation.node.summary];
  return propertyNames(schemas).filter((name) => {
    const own = schemasInPlace(document, ...schemasAt(schemas, name));
    const said = [...view.wordsOf(name), ...(name === view.place.id ? words : [])];
    return (
      isMarked(own, 'readOnly') &&
      view.properties.includes(name) &&
      !compared.test(name) &&
      !isSecretName(name) &&
      !said.some((text) => text !== undefined && mayBeSent.test(text))
    );
  });
}

/** @param record the one that is changed; undefined for a new one @returns undefined if the request isn't valid, or was refused */
async function writeWith(
  run: ResourceRun,
  operation: TestedOperation,
  record: TestRecord | undefined,
  sent: Fields,
): Promise<Written | undefined> {
  const { session, view } = run;
  const base = operation.base as NonNullable<TestedOperation['base']>;
  const wrapper = view && wrapperOf(operation, view.properties);
  const frame = base.body as Fields;
  const body =
    wrapper === undefined ? { ...frame, ...sent } : { ...frame, [wrapper]: { ...Object(frame[wrapper]), ...sent } };
  const title = 'sends values that are read-only';
  const action = operation.operation.method === 'put' ? 'replace' : 'patch';
  const testCase = record
    ? run.caseOf(action, record, title, undefined, { ...base, body })
    : ({
        operation,
        title,
        expectation: { kind: 'any' },
        pointer: operation.operation.pointer,
        parts: { ...base, body },
      } as const);
  // A refusal is what may be wanted, with any status.
  const exchange = testCase && (await session.sendOnce(testCase))?.exchange;
  if (!exchange) return undefined;
  const created = record ?? session.records.noteCreated(exchange, true);
  if (!created || exchange.received.status >= 300 || exchange.received.status === 202) return undefined;
  const read = await run.read(created, 'reads a record whose read-only values were sent');
  return read && { exchange, read };
}
