import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import { essenceOf, isJson } from '../contract/document/media-type.ts';
import type { MediaTypeObject, RequestBodyObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import type { PartHeaderValues } from '../contract/request/multipart-writer.ts';
import { writeParameter } from '../contract/request/parameter-writer.ts';
import { headersOf } from '../contract/request/part-headers.ts';
import type { RequestBodyKind } from '../contract/request/request-writer.ts';
import type { Instances } from './instances.ts';

/** The media type of generated bodies: JSON if it is declared, rather one that has values, else a form, else the first one. */
export function bodyKindOf({ operation, document }: Excerpt, instances: Instances): RequestBodyKind | undefined {
  const written = operation.node.requestBody;
  const described = written && resolveReference<RequestBodyObject>(document, written);
  const types = Object.keys(described?.content ?? {});
  const mediaType =
    types.find((type) => isJson(type) && essenceOf(type) !== 'application/json-patch+json') ??
    types.find(isJson) ??
    types.find((type) => /urlencoded|multipart\/form-data/.test(type)) ??
    types[0];
  if (!described || mediaType === undefined) return undefined;
  const at = written.$ref ?? joinPointer(operation.pointer, 'requestBody');
  const media = described.content?.[mediaType] ?? {};
  const mediaPointer = joinPointer(at, 'content', mediaType);
  const isMultipart = essenceOf(mediaType) === 'multipart/form-data';
  return {
    mediaType,
    pointer: (media.schema ?? undefined) !== undefined ? joinPointer(mediaPointer, 'schema') : undefined,
    at,
    required: described.required === true,
    ...(isMultipart && { partHeaders: partHeaders(document, media, mediaPointer, instances) }),
  };
}

function partHeaders(
  document: Excerpt['document'],
  { encoding = {} }: MediaTypeObject,
  mediaPointer: string,
  instances: Instances,
): PartHeaderValues {
  const valuesOf = ([property, described]: [string, NonNullable<MediaTypeObject['encoding']>[string]]) => {
    const required = headersOf(document, described).filter(([, header]) => header.required === true);
    const values = required.map(([name, header]): [string, string] => {
      const own = described.headers?.[name];
      const pointer = own?.$ref ?? joinPointer(mediaPointer, 'encoding', property, 'headers', name);
      const value = header.schema === undefined ? 'string' : instances.valid(joinPointer(pointer, 'schema'));
      return [name, writeParameter({ ...header, name, in: 'header' }, value)[0]?.[1] ?? ''];
    });
    return [property, Object.fromEntries(values)] as const;
  };
  return Object.fromEntries(Object.entries(encoding).map(valuesOf));
}
