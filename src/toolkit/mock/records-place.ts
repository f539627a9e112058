import { pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import type { Operation } from '../contract/document/operations.ts';
import { variableNames } from '../contract/document/path-template.ts';
import { findRecordPlace, findSingletonPlace } from '../contract/resource/record-shape.ts';
import type { Resource } from '../contract/resource/resources.ts';
import { schemasAlong } from '../contract/schema/schema-shape.ts';
import { findItems } from './list-items.ts';

/** Where an operation's response has records, whether or not requests change them. */
export interface RecordsPlace {
  /** To the record or the list of them in the body. */
  readonly way: readonly string[];
  /** To the schema of the whole body. */
  readonly schemaPointer: string;
  /** Of one record. */
  readonly schemas: readonly SchemaObject[];
  readonly isList: boolean;
  /** The name of a record's id; undefined if it has none. */
  readonly id: string | undefined;
}

/** @returns undefined for an operation whose response has no object */
export function findRecordsPlace(document: OpenApiDocument, operation: Operation): RecordsPlace | undefined {
  const { path, method } = operation;
  const last = path.split('/').filter(Boolean).at(-1) ?? '';
  const variable = variableNames(last)[0];
  const isOfOne = variable !== undefined;
  const action = isOfOne ? 'read' : method === 'get' ? 'list' : 'create';
  const resource: Resource = {
    path: isOfOne ? path.slice(0, path.lastIndexOf('/')) : path,
    operations: new Map([[action, { action, operation, ...(isOfOne && { id: { in: 'path', name: variable } }) }]]),
    idInResponse: undefined,
    foundBy: 'paths',
  };
  const read = { excerpt: { document, operation }, instances: { document } };
  const one = findRecordPlace(read, resource);
  const isCandidate = action === 'list' && one?.bodyPointer !== '';
  const list = isCandidate ? findItems({ document }, operation, resource) : undefined;
  const found = list ?? one ?? findSingletonPlace(read);
  if (!found) return undefined;
  const { schemaPointer, bodyPointer, id } = found;
  const way = pointerTokens(bodyPointer);
  const schemas = schemasAlong(document, valueAt(document, schemaPointer), list ? [...way, 0] : way);
  return { way, schemaPointer, schemas, isList: list !== undefined, id: id === '' ? undefined : id };
}
