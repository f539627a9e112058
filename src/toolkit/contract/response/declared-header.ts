import { joinPointer } from '../document/json-pointer.ts';
import type { HeaderObject, OrReference } from '../document/openapi.ts';
import { type ContractDocument, resolveReference } from '../document/operations.ts';
import { ownProperty } from '../document/own-property.ts';
import { headerReader } from '../schema/header-value.ts';

/** A header that a response declares. */
export interface DeclaredHeader {
  readonly name: string;
  readonly node: HeaderObject;
  readonly pointer: string;
  /** To its schema, which may be that of its `content`; undefined if it has none. */
  readonly schemaPointer: string | undefined;
  readonly required: boolean;
  /** The typed value of a text on the wire. */
  readonly read: (written: unknown) => unknown;
}

export function declaredHeader(
  { document }: ContractDocument,
  responsePointer: string,
  name: string,
  written: OrReference<HeaderObject>,
): DeclaredHeader {
  const node = resolveReference<HeaderObject>(document, written);
  const pointer = written.$ref ?? joinPointer(responsePointer, 'headers', name);
  return {
    name,
    node,
    pointer,
    schemaPointer: headerSchemaPointer(node, pointer),
    required: node.required === true,
    read: headerReader(document, name, node),
  };
}

/** @param pointer to the header @returns undefined if it has no schema */
export function headerSchemaPointer({ schema, content = {} }: HeaderObject, pointer: string): string | undefined {
  if ((schema ?? undefined) !== undefined) return joinPointer(pointer, 'schema');
  const [[mediaType, media] = []] = Object.entries(content);
  const hasSchema = (media?.schema ?? undefined) !== undefined;
  return mediaType !== undefined && hasSchema ? joinPointer(pointer, 'content', mediaType, 'schema') : undefined;
}

/** The value of a header, whatever the case of its name. */
export function headerValue(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  const lowerCase = name.toLowerCase();
  const value = ownProperty(headers, name) ?? ownProperty(headers, lowerCase);
  if (value !== undefined) return value;
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === lowerCase) return headers[key];
  return undefined;
}
