import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import { findRecordPlace, isJsonApi } from '../../../contract/resource/record-shape.ts';
import { isFlat, type Resource, recordPathOf } from '../../../contract/resource/resources.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { findItems, schemaAlong } from '../../list-items.ts';
import { singular, wordsOf } from '../../plausible/words.ts';

/** A resource as other resources see it, by the contract as it is written. */
export interface RecordType {
  readonly resource: Resource;
  /** Of the collection, and of one of its records. */
  readonly path: string;
  readonly recordPath: string;
  /** Words for one record, without spaces: `book`, `orderline`. */
  readonly names: readonly string[];
  /** The name of the record's schema in the components. */
  readonly schemaName: string | undefined;
  /** The record's schemas, and the name of its id. */
  readonly schemas: readonly SchemaObject[];
  readonly id: string;
  readonly idTypes: ReadonlySet<string>;
  /** Whether each record above it has a collection of its own. */
  readonly isNested: boolean;
  /** Whether it is the only one of its kind, and tells of others: a dashboard. */
  readonly isOverview?: boolean;
}

/** @returns undefined if the contract doesn't say what a record is */
export function recordTypeOf(contract: Contract, resource: Resource): RecordType | undefined {
  const found = findRecord(contract, resource);
  if (!found) return undefined;
  const { written, id } = found;
  const schemas = schemasInPlace(contract.document, written);
  const schemaName = componentOf(written);
  const segment = resource.path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? '';
  const names = [segment, schemaName ?? '']
    .map((name) => compact(singular(wordsOf(name))))
    .filter((name) => name !== '');
  const idTypes = schemasInPlace(contract.document, ...schemasAt(schemas, id)).flatMap(({ type, format }) => [
    ...[type ?? []].flat(),
    ...(format === 'uuid' ? ['uuid'] : []),
  ]);
  return {
    resource,
    path: resource.path,
    recordPath: recordPathOf(resource),
    names: [...new Set(names)],
    schemaName,
    schemas,
    id,
    idTypes: new Set(idTypes as string[]),
    isNested: variableNames(resource.path).length > 0 && !isFlat(resource),
  };
}

/** The schema of a record as it is written, and the name of its id. */
function findRecord(contract: Contract, resource: Resource): { written: unknown; id: string } | undefined {
  const { document } = contract;
  const reader = resource.operations.get('read')?.operation;
  const lister = resource.operations.get('list')?.operation;
  const place = reader && findRecordPlace({ excerpt: { document, operation: reader }, instances: contract }, resource);
  const items = !place && lister && findItems(contract, lister, resource);
  const at = place ?? items;
  if (!at) return undefined;
  const tokens = pointerTokens(at.bodyPointer);
  const written = schemaAlong(document, at, place ? tokens : [...tokens, 0]);
  return { written, id: at.id };
}

/** The ways to the objects that have what a record says: itself, and the attributes of JSON:API. */
export function fieldWays({ schemas }: Pick<RecordType, 'schemas'>): readonly (readonly string[])[] {
  return isJsonApi(propertyNames(schemas)) ? [[], ['attributes']] : [[]];
}

/** The name of the component that a schema is, alone or beside others: `Author` for `{ allOf: [{ $ref: … }] }`. */
export function componentOf(written: unknown): string | undefined {
  if (typeof written !== 'object' || written === null) return undefined;
  const { $ref, allOf, anyOf, oneOf } = written as SchemaObject;
  if (typeof $ref === 'string') return /^#\/components\/schemas\/([^/]+)$/.exec($ref)?.[1];
  for (const parts of [allOf, anyOf, oneOf]) {
    const named = Array.isArray(parts) ? parts.flatMap((part) => componentOf(part) ?? []) : [];
    if (named.length === 1) return named[0];
  }
  return undefined;
}

export function compact(words: string): string {
  return words.replaceAll(' ', '');
}
