import { joinPointer, pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import type { Operation } from '../contract/document/operations.ts';
import { type BodyPlace, type RecordPlace, successOf } from '../contract/resource/record-shape.ts';
import { findIdProperty, type Resource } from '../contract/resource/resources.ts';
import { propertyNames, readableNames, schemasAt, schemasInPlace } from '../contract/schema/schema-shape.ts';

/** The place of the records in a list's response, by the contract as it is written. */
export function findItems(
  contract: { readonly document: OpenApiDocument },
  operation: Operation,
  resource: Resource,
): RecordPlace | undefined {
  const { document } = contract;
  const place = successOf({ excerpt: { document, operation }, instances: contract });
  if (!place) return undefined;
  const idOf = (schemas: readonly SchemaObject[]) => {
    const items = schemas.flatMap((schema) => (schema.items === undefined ? [] : [schema.items]));
    if (items.length === 0) return undefined;
    const names = readableNames(document, schemasInPlace(document, ...items));
    const id = names.length > 0 ? findIdProperty(resource, names) : undefined;
    return id === undefined || /^(name|key)$/i.test(id) ? undefined : id;
  };
  const look = (schemas: readonly SchemaObject[], path: readonly string[]): RecordPlace | undefined => {
    const id = idOf(schemas);
    if (id !== undefined) return { ...place, bodyPointer: joinPointer('', ...path), id };
    const isWrapper = path.length === 0 || (path.length === 1 && wrappers.test(path[0] as string));
    if (!isWrapper) return undefined;
    for (const name of propertyNames(schemas)) {
      const found = look(schemasInPlace(document, ...schemasAt(schemas, name)), [...path, name]);
      if (found) return found;
    }
    return undefined;
  };
  return look(schemasInPlace(document, valueAt(document, place.schemaPointer)), []);
}

const wrappers = /^_?(data|results?|value|embedded|response|payload|content|body|page|list)$/i;

/** The schema of a list's items, as it is written. */
export function itemSchema({ document }: { readonly document: OpenApiDocument }, place: BodyPlace): unknown {
  return schemaAlong(document, place, [...pointerTokens(place.bodyPointer), 0]);
}

/** The schema at a path into a body, as it is written. */
export function schemaAlong(
  document: OpenApiDocument,
  { schemaPointer }: BodyPlace,
  path: readonly (string | number)[],
): unknown {
  return path.reduce<unknown>(
    (schema, token) => schemasAt(schemasInPlace(document, schema), token).find((inner) => inner !== undefined),
    valueAt(document, schemaPointer),
  );
}
