import { joinPointer } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';

const indexes = new WeakMap<OpenApiDocument, Map<object, string>>();

/** The pointer to an object of a document. Of several pointers one below `components` is preferred. */
export function pointerTo(document: OpenApiDocument, node: object): string | undefined {
  const index = indexes.get(document) ?? indexOf(document);
  indexes.set(document, index);
  return index.get(node);
}

function indexOf({ components, ...others }: OpenApiDocument): Map<object, string> {
  const index = new Map<object, string>();
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null || index.has(value)) return;
    index.set(value, pointer);
    for (const [key, inner] of Object.entries(value)) visit(inner, joinPointer(pointer, key));
  };
  visit(components, '#/components');
  for (const [key, value] of Object.entries(others)) visit(value, joinPointer('#', key));
  return index;
}
