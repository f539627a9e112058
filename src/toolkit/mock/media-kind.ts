import type { Acceptable } from '../contract/document/accept.ts';
import { essenceOf, isJson, isText, isXml } from '../contract/document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument } from '../contract/document/openapi.ts';
import { isBinary } from '../contract/request/field-encoding.ts';
import { typingOf } from '../contract/schema/typed-text.ts';
import { hasSampleFile } from './sample-files.ts';

/** What the values of a Media Type Object are, which decides what may be sent under a range. */
export type MediaKind = 'value' | 'scalar' | 'text' | 'bytes' | 'xml';

/** @param example what is sent, if it is written in the contract */
export function mediaKindOf(document: OpenApiDocument, { schema }: MediaTypeObject, example: unknown): MediaKind {
  if (isBinary(document, schema)) return 'bytes';
  const { isText: isString, isUntyped, shapes } = typingOf(document, schema);
  if (typeof example === 'string' && !isString) return /^\s*</.test(example) ? 'xml' : 'text';
  if (isString) return 'text';
  return shapes.length === 1 && shapes[0] === 'primitive' && !isUntyped ? 'scalar' : 'value';
}

/** What may be sent for the first of the accepted types that such values have; else for the first one. */
export function sentType(accepted: readonly Acceptable[], kindOf: (declared: string) => MediaKind): Acceptable {
  const sent = ({ declared, mediaType }: Acceptable): Acceptable => ({
    declared,
    mediaType: concreteType(mediaType, kindOf(declared)),
  });
  const suits = ({ declared, mediaType }: Acceptable) =>
    !declared.includes('*') || mediaType.includes('*') || isOfKind(mediaType, kindOf(declared));
  const [first] = accepted as readonly [Acceptable];
  return sent(accepted.find(suits) ?? { ...first, mediaType: first.declared });
}

function isOfKind(mediaType: string, kind: MediaKind): boolean {
  if (kind === 'value') return isJson(mediaType) || isXml(mediaType);
  if (kind === 'text' || kind === 'scalar') return isText(mediaType) || isJson(mediaType) || isXml(mediaType);
  if (kind === 'bytes' && mediaType.startsWith('image/')) return hasSampleFile(mediaType);
  return kind === 'xml'
    ? isXml(mediaType) || essenceOf(mediaType) === 'text/html'
    : !isJson(mediaType) && !isText(mediaType);
}

/** A media type within a range, by what its values are. @see https://www.rfc-editor.org/rfc/rfc9110#name-content-type */
export function concreteType(mediaType: string, kind: MediaKind): string {
  if (!mediaType.includes('*')) return mediaType;
  const [top] = essenceOf(mediaType).split('/');
  if (top === 'text') return kind === 'xml' ? 'text/xml' : 'text/plain';
  if (top === 'image') return 'image/png';
  if (top !== '*' && top !== 'application') return `${top}/octet-stream`;
  if (kind === 'bytes') return 'application/octet-stream';
  if (kind === 'xml') return 'application/xml';
  return kind === 'text' && top === '*' ? 'text/plain' : 'application/json';
}
