import { joinPointer } from '../document/json-pointer.ts';
import type { OrReference, ResponseObject } from '../document/openapi.ts';
import { type ContractDocument, type Operation, resolveReference } from '../document/operations.ts';
import { type DeclaredHeader, declaredHeader } from './declared-header.ts';
import { defaultMediaTypeOf, hasContent } from './response-content.ts';

/** A response that an operation declares. */
export interface DeclaredResponse {
  /** The key in `responses`: `200`, `2XX`, `default`. */
  readonly status: string;
  readonly pointer: string;
  readonly contentPointer: string;
  readonly mediaTypes: readonly string[];
  /** Of a response that names none. */
  readonly defaultMediaType: string | undefined;
  readonly headers: readonly DeclaredHeader[];
  readonly node: ResponseObject;
}

/** The key of `responses` for a status: its own, that of its class (`4XX`), `default`. */
export function responseKeyFor({ node }: Operation, status: number): string | undefined {
  const known = responseKeys.get(node) ?? new Map<number, string | undefined>();
  responseKeys.set(node, known);
  if (!known.has(status)) {
    const names = Object.keys(node.responses ?? {});
    const keys = [String(status), `${String(status)[0]}XX`, 'DEFAULT'];
    known.set(status, keys.flatMap((key) => names.find((declared) => declared.toUpperCase() === key) ?? [])[0]);
  }
  return known.get(status);
}

const responseKeys = new WeakMap<Operation['node'], Map<number, string | undefined>>();

/** @param status the key in `responses` */
export function declaredResponse(
  contract: ContractDocument,
  { method, pointer: operationPointer }: Operation,
  status: string,
  written: OrReference<ResponseObject>,
): DeclaredResponse {
  const node = resolveReference<ResponseObject>(contract.document, written);
  const pointer = written.$ref ?? joinPointer(operationPointer, 'responses', status);
  const mediaTypes = hasContent(method, Number(status)) ? Object.keys(node.content ?? {}) : [];
  return {
    status,
    pointer,
    contentPointer: joinPointer(pointer, 'content'),
    node,
    mediaTypes,
    defaultMediaType: defaultMediaTypeOf(mediaTypes),
    headers: Object.entries(node.headers ?? {}).flatMap(([name, header]) =>
      name.toLowerCase() === 'content-type' ? [] : [declaredHeader(contract, pointer, name, header)],
    ),
  };
}
