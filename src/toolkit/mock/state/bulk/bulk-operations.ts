import type { Contract } from '../../../contract/document/load-contract.ts';
import type { OpenApiDocument, RequestBodyObject, SchemaObject } from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { wordsOf } from '../../plausible/words.ts';
import { changeFor } from '../actions/record-actions.ts';
import type { RecordChange } from '../actions/record-change.ts';
import { type RecordType, recordTypeOf } from '../relations/record-type.ts';

export type BulkAction = 'create' | 'patch' | 'delete';

/** An operation on many records of a collection at once: `POST /books/bulk`, `/books:batchDelete`. */
export interface BulkOperation {
  readonly operation: Operation;
  readonly resource: Resource;
  readonly action: BulkAction;
  /** The property of the body that has the list; undefined if the body is the list. */
  readonly list: string | undefined;
  /** Whether the list has ids alone. */
  readonly hasIds: boolean;
  /** What becomes of each, where the operation's name says that: `/books/batch_archive`. */
  readonly change: RecordChange | undefined;
}

const many = /\b(bulk|batch|many|multiple|mass)\b/;
const deleting = /\b(delete|remove|destroy|purge)\b/;
const changing = /\b(update|edit|patch|modify|change|upsert|set)\b/;

/** @param resources what has records @param taken what belongs to them */
export function findBulkOperations(
  contract: Contract,
  resources: readonly Resource[],
  taken: ReadonlySet<Operation>,
): BulkOperation[] {
  const types = new Map<Resource, RecordType | undefined>();
  return contract.operations.flatMap((operation): BulkOperation[] => {
    const { method, path } = operation;
    if (method === 'get' || taken.has(operation)) return [];
    const resource = resources.find((one) => isBelow(path, one.path));
    if (!resource) return [];
    const own = path.slice(resource.path.replace(/\/$/, '').length);
    const words = wordsOf(own.replaceAll(/[/:]/g, ' ').trim());
    if (own === '' ? method === 'post' : !many.test(words)) return [];
    if (!types.has(resource)) types.set(resource, recordTypeOf(contract, resource));
    const type = types.get(resource);
    const sent = type && sentList(contract.document, operation, type);
    if (!type || !sent) return [];
    const isDeletion = method === 'delete' || deleting.test(words);
    if (isDeletion) return [{ operation, resource, action: 'delete', change: undefined, ...sent }];
    const [verb = ''] = words.replace(many, '').trim().split(' ');
    const found = sent.hasIds && verb !== '' ? changeFor(contract, type, verb) : undefined;
    const change = found && Object.keys(found.change).length + found.times.length > 0 ? found : undefined;
    const isChange = sent.hasIds || method === 'patch' || method === 'put' || changing.test(words);
    return [{ operation, resource, action: isChange ? 'patch' : 'create', change, ...sent }];
  });
}

function isBelow(path: string, collection: string): boolean {
  const above = collection.replace(/\/$/, '');
  const rest = path.startsWith(above) ? path.slice(above.length) : undefined;
  return rest !== undefined && /^([/:][^{}/:]+){0,2}\/?$/.test(rest);
}

/** The list of records or ids in the body of a request. */
function sentList(document: OpenApiDocument, operation: Operation, type: RecordType) {
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const body = schemasInPlace(document, ...Object.values(content).map(({ schema }) => schema));
  const itemsOf = (schemas: readonly SchemaObject[]) =>
    schemas.flatMap((schema) => (schema.items === undefined ? [] : [schema.items]));
  const own = new Set(propertyNames(type.schemas));
  const lists = [undefined, ...propertyNames(body)].flatMap((list) => {
    const schemas = list === undefined ? body : schemasInPlace(document, ...schemasAt(body, list));
    const items = schemasInPlace(document, ...itemsOf(schemas));
    if (items.length === 0) return [];
    const names = propertyNames(items);
    const isId = list === undefined || /\b(ids?|uuids|codes|keys)\b/.test(wordsOf(list));
    if (names.length === 0) return isId ? [{ list, hasIds: true }] : [];
    return names.some((name) => own.has(name)) ? [{ list, hasIds: false }] : [];
  });
  return lists[0];
}
