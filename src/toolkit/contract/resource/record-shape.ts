import type { Excerpt } from '../document/excerpt.ts';
import { joinPointer, valueAt } from '../document/json-pointer.ts';
import { isJson } from '../document/media-type.ts';
import type {
  ExampleObject,
  MediaTypeObject,
  OpenApiDocument,
  RequestBodyObject,
  ResponseObject,
} from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import { findIdProperty, type Resource } from './resources.ts';

/** A place in an operation's answer, and the schema of what is there. */
export interface BodyPlace {
  readonly status: number;
  /** Where the schema of the whole body stands. */
  readonly schemaPointer: string;
  /** Into the body: empty for the whole. */
  readonly at: string;
}

/** Where a record is, and what its id is called. */
export interface RecordPlace extends BodyPlace {
  readonly id: string;
}

export interface ListPlace extends RecordPlace {
  readonly itemProperties: readonly string[];
  /** Those of them that only fit as a whole: one of an enumeration. */
  readonly exactMatchProperties: ReadonlySet<string>;
}

/** An operation's excerpt, and its document with JSON Schemas, as whoever makes values of them has it. */
export interface OperationSchemas {
  readonly excerpt: Excerpt;
  readonly instances: { readonly document: OpenApiDocument };
}

/** The pointer to the schema of the JSON body of an operation's success, and its status. */
function successOf({ excerpt }: OperationSchemas): BodyPlace | undefined {
  const { document, operation } = excerpt;
  const statuses = Object.keys(operation.node.responses ?? {}).filter((status) => /^2(\d\d|XX)$/i.test(status));
  for (const status of statuses.sort()) {
    const written = operation.node.responses?.[status] ?? {};
    const { content = {} } = resolveReference<ResponseObject>(document, written);
    const mediaType = Object.keys(content).find(isJson);
    if (mediaType === undefined || content[mediaType]?.schema === undefined) continue;
    const pointer = written.$ref ?? joinPointer(operation.pointer, 'responses', status);
    const schemaPointer = joinPointer(pointer, 'content', mediaType, 'schema');
    return { status: Number(status.replace(/xx/i, '00')), schemaPointer, at: '' };
  }
  return undefined;
}

/** The names of the properties of what a pointer into a body leads to. */
export function propertiesAt(
  { instances: { document } }: OperationSchemas,
  schemaPointer: string,
  at: readonly (string | number)[] = [],
): string[] {
  return propertyNames(schemasAlong(document, valueAt(document, schemaPointer), at));
}

/** Where the record is in an answer that has one: the body itself, or what it is wrapped in. */
export function findRecordPlace(shaped: OperationSchemas, resource: Resource): RecordPlace | undefined {
  const place = successOf(shaped);
  if (!place) return undefined;
  const top = propertiesAt(shaped, place.schemaPointer);
  const own = findIdProperty(resource, top);
  if (own !== undefined) return { ...place, id: own };
  for (const name of top) {
    const id = findIdProperty(resource, propertiesAt(shaped, place.schemaPointer, [name]));
    if (id !== undefined) return { ...place, at: joinPointer('', name), id };
  }
  return undefined;
}

/** Where the records are in a list's answer. */
export function findListPlace(shaped: OperationSchemas, idProperty: string): ListPlace | undefined {
  const place = successOf(shaped);
  if (!place) return undefined;
  const own = propertiesAt(shaped, place.schemaPointer, [0]);
  const found = (at: readonly string[], items: readonly string[]): ListPlace => ({
    ...place,
    at: joinPointer('', ...at),
    id: idProperty,
    itemProperties: items,
    exactMatchProperties: enumerated(shaped, place.schemaPointer, [...at, 0], items),
  });
  if (own.includes(idProperty)) return found([], own);
  const names = propertiesAt(shaped, place.schemaPointer);
  for (const path of [
    ...names.map((name) => [name]),
    ...names.flatMap((name) => propertiesAt(shaped, place.schemaPointer, [name]).map((inner) => [name, inner])),
  ]) {
    const items = propertiesAt(shaped, place.schemaPointer, [...path, 0]);
    if (items.includes(idProperty) && isList(shaped, place.schemaPointer, path)) return found(path, items);
  }
  return undefined;
}

/** The properties whose values are enumerated. */
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

/** What the examples that are written down for a body have in a place of it. */
export function examplesAt({ excerpt: { document } }: OperationSchemas, { schemaPointer, at }: BodyPlace): unknown[] {
  const mediaType = valueAt(document, schemaPointer.replace(/\/schema$/, '')) as MediaTypeObject;
  const named = Object.values(mediaType.examples ?? {}).map(
    (example) => resolveReference<ExampleObject>(document, example).value,
  );
  return [mediaType.example, ...named].map((body) => valueAt(body, `#${at}`)).filter((value) => value !== undefined);
}

function isList(
  { instances: { document } }: OperationSchemas,
  schemaPointer: string,
  path: readonly string[],
): boolean {
  const schemas = schemasAlong(document, valueAt(document, schemaPointer), path);
  return schemas.some(({ type, items }) => [type].flat().includes('array') || items !== undefined);
}

/** The properties that a request may set: those whose schema says something about them. */
export function settableProperties({ excerpt }: Pick<OperationSchemas, 'excerpt'>): ReadonlyMap<string, boolean> {
  return requestOf(excerpt).settable;
}

/** The property that a request wraps its record in; undefined where it doesn't. @param properties of the record */
export function wrapperOf(
  { excerpt }: Pick<OperationSchemas, 'excerpt'>,
  properties: readonly string[],
): string | undefined {
  const { wrapper } = requestOf(excerpt);
  return wrapper !== undefined && !properties.includes(wrapper) ? wrapper : undefined;
}

interface RequestShape {
  readonly settable: ReadonlyMap<string, boolean>;
  readonly wrapper: string | undefined;
}

const requests = new WeakMap<Excerpt, RequestShape>();

function requestOf(excerpt: Excerpt): RequestShape {
  const known = requests.get(excerpt) ?? findRequestShape(excerpt);
  requests.set(excerpt, known);
  return known;
}

function findRequestShape({ document, operation }: Excerpt): RequestShape {
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const settable = new Map<string, boolean>();
  let wrapper: string | undefined;
  for (const { schema } of Object.values(content)) {
    let schemas = schemasInPlace(document, schema);
    const [only, ...others] = propertyNames(schemas);
    // `{ data: { … } }`: one property, and that an object.
    if (only !== undefined && others.length === 0) {
      const inner = schemasInPlace(document, ...schemasAt(schemas, only));
      if (propertyNames(inner).length > 0) {
        wrapper = only;
        settable.set(only, true);
        schemas = inner;
      }
    }
    for (const name of propertyNames(schemas)) {
      const inside = schemasInPlace(document, ...schemasAt(schemas, name));
      const keywords = inside.flatMap((part) => Object.keys(part));
      // `{}` takes anything; with nothing but a text it is there to be ignored.
      const says = keywords.length === 0 || keywords.some((keyword) => !annotations.has(keyword));
      const isReadOnly = inside.some((part) => part['readOnly'] === true);
      settable.set(name, (settable.get(name) ?? true) && says && !isReadOnly);
    }
  }
  return { settable, wrapper };
}

const annotations = new Set(['description', 'title', 'deprecated', 'example', 'examples', 'readOnly', '$comment']);
