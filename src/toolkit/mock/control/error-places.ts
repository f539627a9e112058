import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { findMediaType } from '../../contract/document/media-type.ts';
import type { RequestBodyObject, SchemaObject } from '../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../contract/document/operations.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { schemasAlong } from '../../contract/schema/schema-shape.ts';
import type { KeptExchange } from '../exchange-log.ts';

type ShownError = KeptExchange['errors'][number];

/** Where the contract says what an error of a request breaks: a pointer to the keyword, else to what is nearest. */
export function pointerOfError(
  { document }: Contract,
  operation: Operation,
  { in: location, path, keyword }: ShownError,
  mediaType: string,
): string {
  const [name = ''] = path.map(String);
  if (location === 'body') return bodyPointer();
  const isNamed = (other: string) =>
    location === 'header' ? other.toLowerCase() === name.toLowerCase() : other === name;
  const parameter = operation.parameters.find((one) => one.in === location && isNamed(one.name));
  if (parameter) return pointerTo(document, parameter) ?? operation.pointer;
  const ofHttp = keyword === 'contentType' ? 'requestBody' : keyword === 'accept' ? 'responses' : undefined;
  return ofHttp === undefined ? operation.pointer : joinPointer(operation.pointer, ofHttp);

  function bodyPointer(): string {
    const body = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
    const { content = {} } = body;
    const declared = findMediaType(Object.keys(content), mediaType) ?? Object.keys(content)[0] ?? '';
    const schema = content[declared]?.schema;
    const schemasOf = (length: number): SchemaObject[] =>
      schemasAlong(document, schema, path.slice(0, length).map(toToken));
    // A missing property is named by its object's schema.
    const owners = keyword === 'required' ? [path.length - 1] : [path.length, path.length - 1];
    for (const length of owners.filter((one) => one >= 0)) {
      const owner = schemasOf(length).find((one) => Object.hasOwn(one, keyword));
      const pointer = owner && pointerTo(document, owner);
      if (pointer !== undefined) return joinPointer(pointer, keyword);
    }
    for (let length = path.length; length >= 0; length--)
      for (const one of schemasOf(length)) {
        const pointer = pointerTo(document, one);
        if (pointer !== undefined) return pointer;
      }
    return joinPointer(operation.pointer, 'requestBody');
  }
}

/** Errors name an item by its index as a text. */
function toToken(token: string | number): string | number {
  return /^\d+$/.test(String(token)) ? Number(token) : token;
}
