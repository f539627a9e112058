import { joinPointer, pointerTokens, valueAt } from '../../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { pointerTo } from '../../../contract/document/pointer-index.ts';
import {
  examplesAt,
  findListPlace,
  findRecordPlace,
  type RecordPlace,
} from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { schemasAlong, schemasAt, schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';
import { findItems } from '../../list-items.ts';
import type { MockOperation } from '../../mock-operation.ts';
import type { SeededFaker } from '../../plausible/faker.ts';
import type { ResourceOperations } from '../resource-operations.ts';
import type { ExampleData } from './example-data.ts';
import type { MockRecord } from './mock-record.ts';
import { RecordFiller } from './record-filler.ts';
import { RecordMaker } from './record-maker.ts';

/** The clock and ids for new records. */
export interface Stamps {
  readonly now: () => Date;
  readonly makeUuid: () => string;
}

/** What the records of a resource are made with. */
export interface RecordKit {
  readonly maker: RecordMaker;
  readonly place: RecordPlace;
  /** The records in the contract's examples; those of lists are completed. */
  readonly examples: readonly MockRecord[];
  /** Undefined where the contract doesn't say what a record is. */
  readonly filler: RecordFiller | undefined;
}

/** @returns undefined if the records of the resource have no id */
export async function makeKit(
  resource: Resource,
  operations: ResourceOperations,
  { stamps, data, names }: { readonly stamps: Stamps; readonly data: ExampleData; readonly names: readonly string[] },
): Promise<RecordKit | undefined> {
  const source = await findSource(resource, operations);
  if (!source) return undefined;
  const { reader, place } = source;
  const branch = livingBranch(resource, operations, source);
  const living = branch === undefined ? place : { ...place, schemaPointer: branch, bodyPointer: '' };
  const maker = new RecordMaker({ ...source, place: living, idInPath: idInPath(resource, reader), ...stamps });
  const examples = findExamples(maker, source, operations);
  const { pointer } = maker;
  if (pointer === undefined || data.isEmpty) return { maker, place, examples, filler: undefined };
  const faker: SeededFaker = await data.loadFaker();
  const filler = new RecordFiller({ reader, pointer, id: place.id, names, faker });
  if (examples.length === 0 && data.records > 0) maker.imagine = (part) => filler.imagine(part);
  return { maker, place, examples, filler };
}

interface Source {
  /** The operation that reads a record, or lists them if none does. */
  readonly reader: MockOperation;
  readonly place: RecordPlace;
  readonly template: MockRecord;
}

async function findSource(resource: Resource, operations: ResourceOperations): Promise<Source | undefined> {
  const lister = operations.get('list');
  // What is only uploaded is described by nothing else.
  const action = resource.operations.has('read') || lister ? 'read' : 'create';
  const reader = operations.get(action);
  const place = reader && findRecordPlace(reader, resource);
  if (reader && place) {
    const plain = await operations.declaredResponse(action);
    return { reader, place, template: asRecord(valueAt(plain?.body, `#${place.bodyPointer}`)) };
  }
  if (reader || !lister) return undefined;
  const list = findItems(lister.excerpt, lister.excerpt.operation, resource);
  if (!list) return undefined;
  const { document } = lister.instances;
  const schemas = schemasAlong(document, valueAt(document, list.schemaPointer), pointerTokens(list.bodyPointer));
  const pointer = schemasAt(schemas, 0).flatMap((schema) => pointerTo(document, schema as object) ?? [])[0];
  if (pointer === undefined) return undefined;
  const plain = await operations.declaredResponse('list');
  const template = asRecord(valueAt(plain?.body, `#${list.bodyPointer}/0`));
  return {
    reader: lister,
    place: { status: list.status, id: list.id, schemaPointer: pointer, bodyPointer: '' },
    template,
  };
}

/** The branch of a record's schema that the list or the create shows: the others are what it may become, such as a deleted one. */
function livingBranch(
  resource: Resource,
  operations: ResourceOperations,
  { reader, place }: Source,
): string | undefined {
  const { document } = reader.instances;
  const [written, path] = [valueAt(document, place.schemaPointer), pointerTokens(place.bodyPointer)];
  const branches = schemasWithoutBranches(document, written, path).flatMap(({ oneOf = [], anyOf = [] }) =>
    [oneOf, anyOf].flat().flatMap((branch) => (branch as SchemaObject).$ref ?? []),
  );
  if (branches.length < 2) return undefined;
  const [lister, creator] = [operations.get('list'), operations.get('create')];
  const list = lister && findListPlace(lister, place.id);
  const created = creator && findRecordPlace(creator, resource);
  const shown = [
    ...(list ? referencesAt(lister, list.schemaPointer, [...pointerTokens(list.bodyPointer), 0]) : []),
    ...(created ? referencesAt(creator, created.schemaPointer, pointerTokens(created.bodyPointer)) : []),
  ];
  return branches.find((reference) => shown.includes(reference));
}

function referencesAt({ instances: { document } }: MockOperation, pointer: string, path: readonly (string | number)[]) {
  return schemasWithoutBranches(document, valueAt(document, pointer), path).flatMap(({ $ref }) => $ref ?? []);
}

/** The schema of the parameter by which a record is read. */
function idInPath(resource: Resource, reader: MockOperation): string | undefined {
  const id = resource.operations.get('read')?.id;
  const { operation } = reader.excerpt;
  const index = operation.parameters.findIndex(
    ({ name, in: location, schema }) => name === id?.name && location === id.in && schema !== undefined,
  );
  return index < 0 ? undefined : joinPointer(operation.pointer, 'parameters', index, 'schema');
}

function findExamples(maker: RecordMaker, { reader, place }: Source, operations: ResourceOperations): MockRecord[] {
  const lister = operations.get('list');
  const listPlace = lister && findListPlace(lister, place.id);
  const found = new Map<unknown, MockRecord>();
  const own = lister === reader ? [] : examplesAt(reader, place);
  const listed = listPlace ? examplesAt(lister, listPlace).flatMap((list) => (Array.isArray(list) ? list : [])) : [];
  for (const example of [...own, ...listed]) {
    if (typeof example !== 'object' || example === null) continue;
    const record = maker.complete(example as MockRecord);
    const id = record[place.id];
    if (id !== undefined && !found.has(id) && maker.isSound(record)) found.set(id, record);
  }
  return [...found.values()];
}

function asRecord(value: unknown): MockRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as MockRecord) : {};
}
