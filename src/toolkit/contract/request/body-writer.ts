import { valueAt } from '../document/json-pointer.ts';
import { essenceOf, isJson } from '../document/media-type.ts';
import type { OpenApiDocument } from '../document/openapi.ts';
import { schemasAt, schemasInPlace } from '../schema/schema-shape.ts';

const boundary = 'concordat-boundary';

/** A value as the body of a media type. A range is written as the first thing that is in it. */
export function writeBody(
  document: OpenApiDocument,
  mediaType: string,
  schemaPointer: string | undefined,
  value: unknown,
): { readonly contentType: string; readonly bytes: string | Uint8Array } {
  const essence = essenceOf(mediaType);
  if (isJson(mediaType) || essence === '*/*' || essence === 'application/*')
    return { contentType: isJson(mediaType) ? mediaType : 'application/json', bytes: JSON.stringify(value) };
  if (essence === 'application/x-www-form-urlencoded') return { contentType: essence, bytes: writeForm(value) };
  if (essence === 'multipart/form-data') {
    const isFile = (name: string) => isBinary(document, schemaPointer, name);
    return { contentType: `${essence}; boundary=${boundary}`, bytes: writeMultipart(value, isFile) };
  }
  const contentType = mediaType.includes('*')
    ? mediaType.replace('*', essence.startsWith('text') ? 'plain' : 'octet-stream')
    : mediaType;
  return { contentType, bytes: typeof value === 'string' ? value : JSON.stringify(value) };
}

function fieldsOf(value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const text = (field: unknown) =>
    typeof field === 'object' && field !== null ? JSON.stringify(field) : String(field);
  return Object.entries(value).flatMap(([name, field]) =>
    Array.isArray(field) ? field.map((item) => [name, text(item)] as const) : [[name, text(field)] as const],
  );
}

function writeForm(value: unknown): string {
  return new URLSearchParams(fieldsOf(value).map(([name, text]) => [name, text] as [string, string])).toString();
}

/** @see https://www.rfc-editor.org/rfc/rfc7578 */
function writeMultipart(value: unknown, isFile: (name: string) => boolean): string {
  const parts = fieldsOf(value).map(([name, text]) => {
    const disposition = `form-data; name="${name.replaceAll('"', '%22')}"${isFile(name) ? '; filename="file.bin"' : ''}`;
    const type = isFile(name) ? 'Content-Type: application/octet-stream\r\n' : '';
    return `--${boundary}\r\nContent-Disposition: ${disposition}\r\n${type}\r\n${text}\r\n`;
  });
  return `${parts.join('')}--${boundary}--\r\n`;
}

function isBinary(document: OpenApiDocument, schemaPointer: string | undefined, name: string): boolean {
  const schemas = schemasInPlace(document, schemaPointer === undefined ? undefined : valueAt(document, schemaPointer));
  const own = schemasInPlace(document, ...schemasAt(schemas, name));
  const items = schemasInPlace(document, ...schemasAt(own, 0));
  return [...own, ...items].some(({ format }) => format === 'binary');
}
