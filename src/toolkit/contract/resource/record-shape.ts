import type { Excerpt } from '../document/excerpt.ts';
import { isObject } from '../document/is-object.ts';
import { joinPointer, valueAt } from '../document/json-pointer.ts';
import { isJson } from '../document/media-type.ts';
import type { ExampleObject, MediaTypeObject, OpenApiDocument, ResponseObject } from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';
import { readableNames, schemasAlong, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import { findIdProperty, type Resource } from './resources.ts';

/** A place in the body of an operation's response. */
export interface BodyPlace {
  readonly status: number;
  /** To the schema of the whole body. */
  readonly schemaPointer: string;
  /** Into the body; empty for the whole body. */
  readonly bodyPointer: string;
}

/** The place of a record, and the name of its id property. */
export interface RecordPlace extends BodyPlace {
  readonly id: string;
}

export interface ListPlace extends RecordPlace {
  /** With those inside {@link attributes}. */
  readonly itemProperties: readonly string[];
  /** Properties that JSON:API has inside `attributes`. @see https://jsonapi.org/format/#document-resource-object-attributes */
  readonly attributes: ReadonlySet<string>;
  /** Those that it has inside `relationships`. @see https://jsonapi.org/format/#document-resource-object-relationships */
  readonly relationships: ReadonlySet<string>;
  /** Properties with an `enum`: a filter for them compares whole values. */
  readonly exactMatchProperties: ReadonlySet<string>;
}

/** An operation's excerpt, and its document with JSON Schemas. */
export interface OperationSchemas {
  readonly excerpt: Excerpt;
  readonly instances: { readonly document: OpenApiDocument };
}

/** The JSON body of the first success response that has one. */
export function successOf({ excerpt }: OperationSchemas): BodyPlace | undefined {
  const { document, operation } = excerpt;
  const statuses = Object.keys(operation.node.responses ?? {}).filter((status) => /^2(\d\d|XX)$/i.test(status));
  for (const status of statuses.sort()) {
    const written = operation.node.responses?.[status] ?? {};
    const { content = {} } = resolveReference<ResponseObject>(document, written);
    const mediaType = Object.keys(content).find(isJson);
    if (mediaType === undefined || content[mediaType]?.schema === undefined) continue;
    const pointer = written.$ref ?? joinPointer(operation.pointer, 'responses', status);
    const schemaPointer = joinPointer(pointer, 'content', mediaType, 'schema');
    return { status: Number(status.replace(/xx/i, '00')), schemaPointer, bodyPointer: '' };
  }
  return undefined;
}

/** The names of the properties of the value at a path into a response body. */
export function propertiesAt(
  { instances: { document } }: OperationSchemas,
  schemaPointer: string,
  path: readonly (string | number)[] = [],
): string[] {
  return readableNames(document, schemasAlong(document, valueAt(document, schemaPointer), path));
}

/** The place of the record in the response: the body itself, or a property of it. */
export function findRecordPlace(schemas: OperationSchemas, resource: Resource): RecordPlace | undefined {
  const place = successOf(schemas);
  if (!place) return undefined;
  const own = idAt(schemas, place, [], resource);
  if (own !== undefined) return { ...place, id: own };
  for (const name of propertiesAt(schemas, place.schemaPointer)) {
    const id = idAt(schemas, place, [name], resource);
    if (id !== undefined) return { ...place, bodyPointer: joinPointer('', name), id };
  }
  return undefined;
}

/** The place of what there is one of: the body itself, or the only property of it, an object such as `data`. */
export function findSingletonPlace(schemas: OperationSchemas): RecordPlace | undefined {
  const place = successOf(schemas);
  const top = place ? propertiesAt(schemas, place.schemaPointer) : [];
  if (!place || top.length === 0) return undefined;
  const [only = '', ...others] = top;
  const inner = others.length === 0 ? propertiesAt(schemas, place.schemaPointer, [only]) : [];
  const id = (names: readonly string[]) => names.find((name) => name.toLowerCase() === 'id') ?? '';
  return inner.length > 0 ? { ...place, bodyPointer: joinPointer('', only), id: id(inner) } : { ...place, id: id(top) };
}

/** The name of the id property of the record at a path. `Id: { id: 1 }` is no id, but has one. */
function idAt(
  { instances: { document } }: OperationSchemas,
  { schemaPointer }: BodyPlace,
  path: readonly string[],
  resource: Resource,
): string | undefined {
  const record = schemasAlong(document, valueAt(document, schemaPointer), path);
  const isSingle = (name: string) =>
    !schemasInPlace(document, ...schemasAt(record, name)).some(
      ({ type, properties }) =>
        properties !== undefined || [type].flat().some((one) => one === 'object' || one === 'array'),
    );
  const names = readableNames(document, record);
  const id = findIdProperty(resource, names);
  return id === undefined || isSingle(id) ? id : findIdProperty(resource, names.filter(isSingle));
}

/**
 * The place of the records in the response of a list.
 * @param idProperty undefined for the first list of objects, whatever they have
 */
export function findListPlace(schemas: OperationSchemas, idProperty: string | undefined): ListPlace | undefined {
  const place = successOf(schemas);
  if (!place) return undefined;
  const own = propertiesAt(schemas, place.schemaPointer, [0]);
  const found = (path: readonly string[], items: readonly string[]): ListPlace => {
    const inside = [...path, 0, 'attributes'];
    const attributes = isJsonApi(items)
      ? propertiesAt(schemas, place.schemaPointer, inside).filter((name) => !items.includes(name))
      : [];
    const related = isJsonApi(items) ? propertiesAt(schemas, place.schemaPointer, [...path, 0, 'relationships']) : [];
    return {
      ...place,
      bodyPointer: joinPointer('', ...path),
      id: idProperty ?? (items[0] as string),
      itemProperties: [...items, ...attributes],
      attributes: new Set(attributes),
      relationships: new Set(related.filter((name) => !items.includes(name) && !attributes.includes(name))),
      exactMatchProperties: new Set([
        ...enumerated(schemas, place.schemaPointer, [...path, 0], items),
        ...enumerated(schemas, place.schemaPointer, inside, attributes),
      ]),
    };
  };
  const areRecords = (items: readonly string[]) =>
    idProperty === undefined ? items.length > 0 : items.includes(idProperty);
  if (areRecords(own)) return found([], own);
  const names = propertiesAt(schemas, place.schemaPointer);
  for (const path of [
    ...names.map((name) => [name]),
    ...names.flatMap((name) => propertiesAt(schemas, place.schemaPointer, [name]).map((inner) => [name, inner])),
  ]) {
    const items = propertiesAt(schemas, place.schemaPointer, [...path, 0]);
    if (areRecords(items) && isList(schemas, place.schemaPointer, path)) return found(path, items);
  }
  return undefined;
}

/** Whether a record is one of JSON:API, by the names of its properties. @see https://jsonapi.org/format/#document-resource-objects */
export function isJsonApi(names: readonly string[]): boolean {
  return names.includes('type') && names.includes('attributes');
}

/** A record of JSON:API with what its `attributes` and its `relationships` have beside them; any other as it is. */
export function flatRecord<T extends Readonly<Record<string, unknown>>>(
  record: T,
  { attributes, relationships }: Pick<ListPlace, 'attributes'> & Partial<Pick<ListPlace, 'relationships'>>,
): T {
  const own = attributes.size > 0 ? record['attributes'] : undefined;
  const related = relationships?.size ? record['relationships'] : undefined;
  if (!isObject(own) && !isObject(related)) return record;
  const linked = isObject(related)
    ? Object.entries(related).map(([name, one]) => [name, isObject(one) ? one['data'] : undefined] as const)
    : [];
  return { ...Object.fromEntries(linked), ...(isObject(own) ? own : {}), ...record };
}

/** The properties that have an `enum`. */
function enumerated(
  { instances: { document } }: OperationSchemas,
  pointer: string,
  path: readonly (string | number)[],
  names: readonly string[],
): ReadonlySet<string> {
  const schemas = schemasAlong(document, valueAt(document, pointer), path);
  return new Set(
    names.filter((name) =>
      schemasInPlace(document, ...schemasAt(schemas, name)).some((part) => part['enum'] !== undefined),
    ),
  );
}

/** The values that the examples of a body have at a place of it. */
export function examplesAt(
  { excerpt: { document } }: OperationSchemas,
  { schemaPointer, bodyPointer }: BodyPlace,
): unknown[] {
  const mediaType = valueAt(document, schemaPointer.replace(/\/schema$/, '')) as MediaTypeObject;
  const named = Object.values(mediaType.examples ?? {}).map(
    (example) => resolveReference<ExampleObject>(document, example).value,
  );
  return [mediaType.example, ...named]
    .map((body) => valueAt(body, `#${bodyPointer}`))
    .filter((value) => value !== undefined);
}

function isList(
  { instances: { document } }: OperationSchemas,
  schemaPointer: string,
  path: readonly string[],
): boolean {
  const schemas = schemasAlong(document, valueAt(document, schemaPointer), path);
  return schemas.some(({ type, items }) => [type].flat().includes('array') || items !== undefined);
}
