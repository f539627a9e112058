import { valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import type { Operation } from '../contract/document/operations.ts';
import { successOf } from '../contract/resource/record-shape.ts';
import { propertyNames, schemasAlong } from '../contract/schema/schema-shape.ts';

/** What a compound document of JSON:API may include. @see https://jsonapi.org/format/#document-compound-documents */
export interface IncludedPlace {
  /** The types that its records may have; undefined for any. */
  readonly types: ReadonlySet<unknown> | undefined;
  /** Whether requests say what is included. */
  readonly isAsked: boolean;
}

/** @returns undefined if an operation's response includes nothing beside its records */
export function findIncluded(document: OpenApiDocument, operation: Operation): IncludedPlace | undefined {
  const place = successOf({ excerpt: { document, operation }, instances: { document } });
  const written = place && valueAt(document, place.schemaPointer);
  const names = written ? propertyNames(schemasAlong(document, written, [])) : [];
  if (!['data', 'included'].every((name) => names.includes(name))) return undefined;
  const types = schemasAlong(document, written, ['included', 0, 'type']).flatMap((schema) => [
    ...('const' in schema ? [schema['const']] : []),
    ...(schema.enum ?? []),
  ]);
  const isAsked = operation.parameters.some(({ name, in: location }) => location === 'query' && name === 'include');
  return { types: types.length > 0 ? new Set(types) : undefined, isAsked };
}
