import { stringifyExactly } from '../document/exact-json.ts';
import { joinPointer, pointerTokens, valueAt } from '../document/json-pointer.ts';
import { essenceOf, isJson, isText, isXml } from '../document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import { writeXml } from '../schema/xml/xml-writer.ts';
import { writeForm } from './form-writer.ts';
import { asText } from './multipart.ts';
import { octetsOf, type PartHeaderValues, writeParts } from './multipart-writer.ts';

/**
 * A value as the body of a media type. A range is written as the first thing that is in it.
 * @param schemaPointer to the schema of a Media Type Object, whose `encoding` applies to forms
 * @param headers of the parts of a multipart body, by property
 */
export function writeBody(
  document: OpenApiDocument,
  mediaType: string,
  schemaPointer: string | undefined,
  value: unknown,
  headers: PartHeaderValues = {},
): { readonly contentType: string; readonly bytes: string | Uint8Array } {
  const essence = essenceOf(mediaType);
  const media = mediaAt(document, schemaPointer);
  if (isJson(mediaType) || essence === '*/*' || essence === 'application/*')
    return { contentType: isJson(mediaType) ? mediaType : 'application/json', bytes: stringifyExactly(value) };
  if (essence === 'application/x-www-form-urlencoded')
    return { contentType: essence, bytes: writeForm(document, media, value) };
  if (essence === 'multipart/form-data') return writeParts(document, media, value, headers);
  const contentType = mediaType.includes('*')
    ? mediaType.replace('*', essence.startsWith('text') ? 'plain' : 'octet-stream')
    : mediaType;
  if (value instanceof Uint8Array) return { contentType, bytes: value };
  if (typeof value !== 'string' && isXml(essence))
    return { contentType, bytes: writeXml(document, media.schema, value) };
  const text = typeof value === 'string' ? value : stringifyExactly(value);
  return {
    contentType,
    bytes: isText(essence) || isXml(essence) ? text : asText(octetsOf(document, media.schema, text)),
  };
}

function mediaAt(document: OpenApiDocument, schemaPointer: string | undefined): MediaTypeObject {
  if (schemaPointer === undefined) return {};
  return (valueAt(document, joinPointer('#', ...pointerTokens(schemaPointer).slice(0, -1))) ?? {}) as MediaTypeObject;
}
