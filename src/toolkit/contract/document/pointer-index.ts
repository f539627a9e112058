import { joinPointer } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';

/** Where an object is: by which key, and in which object; those of the document itself are in none. */
interface Place {
  readonly key: string;
  readonly parent: Place | undefined;
  /** Once it was asked for. */
  pointer?: string;
}

/** Places, as few pointers are asked for: to join all takes half as long again. */
const indexes = new WeakMap<OpenApiDocument, Map<object, Place>>();

/** The pointer to an object of a document. Of several pointers one below `components` is preferred. */
export function pointerTo(document: OpenApiDocument, node: object): string | undefined {
  const place = indexOf(document).get(node);
  return place && pointerOf(place);
}

/** Prepares {@link pointerTo} for a document, which takes milliseconds where it is large. */
export function indexOf(document: OpenApiDocument): ReadonlyMap<object, Place> {
  const index = indexes.get(document) ?? makeIndex(document);
  indexes.set(document, index);
  return index;
}

function pointerOf(place: Place): string {
  place.pointer ??= joinPointer(place.parent ? pointerOf(place.parent) : '#', place.key);
  return place.pointer;
}

function makeIndex({ components, ...others }: OpenApiDocument): Map<object, Place> {
  const index = new Map<object, Place>();
  const visit = (value: unknown, key: string, parent?: Place): void => {
    if (typeof value !== 'object' || value === null || index.has(value)) return;
    const place = { key, parent };
    index.set(value, place);
    for (const [name, inner] of Object.entries(value)) visit(inner, name, place);
  };
  for (const [key, value] of Object.entries({ components, ...others })) visit(value, key);
  return index;
}
