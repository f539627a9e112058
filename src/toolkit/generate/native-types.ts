import type { TransformNodeOptions } from 'openapi-typescript';
import type typescript from 'typescript';
import type { SchemaObject } from '../contract/document/openapi.ts';

/** Types of schemas for values that JSON doesn't have, within this room only. */
export const nativeTypes = {
  file: 'File',
  bytes: 'Uint8Array',
  receivedBytes: 'Uint8Array<ArrayBuffer>',
  blob: 'Blob',
  sentBytes: '(Blob | Uint8Array | ArrayBuffer | ReadableStream)',
  bigInt: 'bigint',
  nothing: 'Record<string, never>',
};

type TransformSchema = (schema: never, options: TransformNodeOptions) => typescript.TypeNode;

/** Types the schemas that openapi-typescript doesn't know, or gets wrong; undefined for all others. */
export function createNativeTypes(ts: typeof typescript, transformSchema: TransformSchema) {
  const natives = new Set(Object.values(nativeTypes));
  return ({ type, prefixItems, ...schema }: SchemaObject, options: TransformNodeOptions) => {
    if (typeof type === 'string' && natives.has(type)) return ts.factory.createTypeReferenceNode(type);
    if (type !== 'array' || !Array.isArray(prefixItems)) return undefined;
    const typed = (item: unknown) => transformSchema(item as never, options);
    return createTuple(ts, { ...schema, prefixItems: prefixItems.map(typed) }, typed);
  };
}

/** @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1.1 */
function createTuple(
  { factory, SyntaxKind }: typeof typescript,
  { prefixItems, items = true, minItems = 0, maxItems = Infinity, unevaluatedItems }: Record<string, unknown>,
  typed: (item: unknown) => typescript.TypeNode,
): typescript.TypeNode {
  const members = (prefixItems as typescript.TypeNode[]).map((member, index) =>
    index < Number(minItems) ? member : factory.createOptionalTypeNode(member),
  );
  const isClosed = items === false || unevaluatedItems === false || Number(maxItems) <= members.length;
  if (isClosed) return factory.createTupleTypeNode(members);
  const rest = items === true ? factory.createKeywordTypeNode(SyntaxKind.UnknownKeyword) : typed(items);
  return factory.createTupleTypeNode([...members, factory.createRestTypeNode(factory.createArrayTypeNode(rest))]);
}
