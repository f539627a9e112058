import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { OpenApiDocument, RequestBodyObject, SchemaObject } from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { findRecordPlace, findSingletonPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { findItems, schemaAlong } from '../../list-items.ts';
import { isStatus, wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { compact, componentOf, fieldWays, type RecordType, recordTypeOf } from '../relations/record-type.ts';
import type { RecordChange } from './record-change.ts';
import { participlesOf, resultsOf, statusFor } from './status-words.ts';

/** An operation that changes the status of a record: `POST /orders/{id}/cancel`, `/orders/{id}:archive`. */
export interface RecordAction extends RecordChange {
  readonly operation: Operation;
  readonly resource: Resource;
  /** The variable of the path that has the record's id. */
  readonly id: string;
  /** Whether its response tells of something else, which refers to the record: the payment of an order. */
  readonly hasOtherResult: boolean;
}

/**
 * The operations at or below a record whose name says what becomes of its status, or of a property that is true or false, or that
 * respond with the record.
 */
export function findActions(contract: Contract, resources: readonly Resource[]): RecordAction[] {
  const taken = new Set(resources.flatMap(({ operations }) => [...operations.values()].map((one) => one.operation)));
  const types = new Map<Resource, RecordType | undefined>();
  return contract.operations.flatMap((operation): RecordAction[] => {
    const [, recordPath, id, name = ''] = /^(.*\/\{([^{}]+)\})(?:[/:]([\w-]+))?\/?$/.exec(operation.path) ?? [];
    if (!/^(post|put|patch|delete)$/.test(operation.method) || taken.has(operation)) return [];
    if (recordPath === undefined || id === undefined) return [];
    const resource = resources.find(({ operations }) =>
      [...operations.values()].some((one) => one.id !== undefined && one.operation.path === recordPath),
    );
    if (!resource) return [];
    if (!types.has(resource)) types.set(resource, recordTypeOf(contract, resource));
    const own = types.get(resource);
    const words = wordsOf(name);
    const [word = ''] = words.split(' ');
    const done = operation.method === 'delete' ? [opposites[word]] : [phraseFor(words), verbFor(word)];
    const verbs = name === '' ? [] : done;
    const changes = verbs.flatMap((verb) => (own && verb !== undefined ? [changeFor(contract, own, verb)] : []));
    const isOfRecord =
      own &&
      (respondsWith(contract, own, operation) || setsProperty(contract, own, operation, words)) &&
      !addsToList(contract, operation, resource);
    const found =
      changes.find(({ change }) => Object.keys(change).length > 0) ??
      (isOfRecord ? { change: {}, times: [] } : undefined);
    const hasOtherResult = own !== undefined && refersTo(contract, own, operation);
    return found ? [{ operation, resource, id, hasOtherResult, ...found }] : [];
  });
}

/** What the deletion of such a part takes back: `DELETE /posts/{id}/archive`. */
const opposites: Readonly<Record<string, string>> = {
  archive: 'unarchive',
  publish: 'unpublish',
  block: 'unblock',
  suspend: 'unsuspend',
  lock: 'unlock',
  star: 'unstar',
  pin: 'unpin',
};

/** Whether a list is read at the same path: `/tasks/{id}/subtasks`. */
function addsToList(contract: Contract, { method, path }: Operation, resource: Resource): boolean {
  const list = contract.operations.find((one) => one.method === 'get' && one.path === path);
  return method === 'post' && list !== undefined && findItems(contract, list, resource) !== undefined;
}

/** Whether an operation is called like a property that it is sent: `PUT /orders/{id}/status`. What reads it there keeps it already. */
function setsProperty(
  { document, operations }: Contract,
  { schemas }: RecordType,
  operation: Operation,
  words: string,
) {
  if (operations.some(({ method, path }) => method === 'get' && path === operation.path)) return false;
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const sent = Object.values(content).flatMap(({ schema }) => propertyNames(schemasInPlace(document, schema)));
  const names = propertyNames(schemas);
  return sent.some((name) => names.includes(name) && wordsOf(name) === words);
}

/** The schema of a response's record, as it is written. */
function resultOf({ document }: Contract, operation: Operation, resource: Resource): unknown {
  const place = findRecordPlace({ excerpt: { document, operation }, instances: { document } }, resource);
  return place && schemaAlong(document, place, pointerTokens(place.bodyPointer));
}

function respondsWith(contract: Contract, { schemaName, resource }: RecordType, operation: Operation): boolean {
  return schemaName !== undefined && componentOf(resultOf(contract, operation, resource)) === schemaName;
}

/** Whether a response isn't the record, but something that has the record's id, or the record itself, under its name. */
function refersTo(contract: Contract, { names, schemas }: RecordType, operation: Operation): boolean {
  const { document } = contract;
  const place = findSingletonPlace({ excerpt: { document, operation }, instances: { document } });
  if (!place) return false;
  const written = schemaAlong(document, place, pointerTokens(place.bodyPointer));
  const own = propertyNames(schemas);
  return propertyNames(schemasInPlace(document, written)).some((name) => {
    const [, called = ''] = /^(.+?)( id)?$/.exec(wordsOf(name)) ?? [];
    return !own.includes(name) && names.includes(compact(called));
  });
}

/** `check in` as it is, and what something is marked as: `paid` for `mark as paid`. */
function phraseFor(words: string): string | undefined {
  const marked = /^(?:mark|set|flag|move|change|put|make)(?: status)?(?: as| to| in)? (.+)$/.exec(words)?.[1];
  return marked ?? (words.includes(' ') ? words : undefined);
}

/** A verb for a noun: `/orders/{id}/cancellation`. */
function verbFor(word: string): string {
  const nouns: Readonly<Record<string, string>> = {
    cancellation: 'cancel',
    payment: 'pay',
    approval: 'approve',
    rejection: 'reject',
    publication: 'publish',
    completion: 'complete',
    activation: 'activate',
  };
  return nouns[word] ?? word;
}

/** What the properties say of a record to which that has been done. */
export function changeFor({ document }: Contract, type: RecordType, verb: string): RecordChange {
  const changes = fieldWays(type).map((way) => ({
    ...changeIn(document, schemasAlong(document, { allOf: type.schemas }, way), verb),
    way,
  }));
  return (
    changes.find(({ change, times }) => Object.keys(change).length + times.length > 0) ?? { change: {}, times: [] }
  );
}

function changeIn(
  document: OpenApiDocument,
  schemas: readonly SchemaObject[],
  verb: string,
): Omit<RecordChange, 'way'> {
  const names = propertyNames(schemas);
  const at = (name: string) => schemasInPlace(document, ...schemasAt(schemas, name));
  const words = new Map(names.map((name) => [name, wordsOf(name)]));
  const change: MockRecord = {};
  const ordered = names.toSorted((a, b) => Number(isStatus(words.get(b))) - Number(isStatus(words.get(a))));
  for (const name of ordered) {
    const values = at(name).flatMap((schema) => (Array.isArray(schema['enum']) ? schema['enum'] : []));
    const status = statusFor(verb, values);
    if (status === undefined) continue;
    change[name] = status;
    break;
  }
  const positive = verb.replace(
    /^un(?=archive|publish|block|suspend|lock|star|pin|follow|like|read|paid|available)/,
    '',
  );
  const flags = new Set([...participlesOf(positive), ...resultsOf(positive).slice(0, 2), positive]);
  const flag = names.find(
    (name) => isBoolean(at(name)) && flags.has((words.get(name) ?? '').replace(/^(is|has been) /, '')),
  );
  if (flag !== undefined) change[flag] = positive === verb;
  const moments = new Set(
    [...participlesOf(verb), ...resultsOf(verb)].flatMap((result) => [
      `${result} at`,
      `${result} on`,
      `${result} date`,
      `date ${result}`,
      `${result} time`,
    ]),
  );
  const times = names.flatMap((name) => {
    const formats = at(name).map(({ format }) => format);
    const isTime = formats.includes('date-time') || formats.includes('date');
    return isTime && moments.has(words.get(name) ?? '') ? [{ name, isDate: !formats.includes('date-time') }] : [];
  });
  const stem = verb.slice(0, 4);
  const reasons = names.flatMap((name): [string, string][] => {
    const [first = '', last, ...others] = (words.get(name) ?? '').split(' ');
    const isOfVerb = first.startsWith(stem) && last !== undefined && others.length === 0;
    return isOfVerb && /^(reason|note|comment|message)$/.test(last) ? [[last, name]] : [];
  });
  return { change, times, reasons: new Map(reasons) };
}

function isBoolean(schemas: readonly SchemaObject[]): boolean {
  return schemas.some(({ type }) => [type].flat().includes('boolean'));
}
