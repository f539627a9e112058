import { stringifyExactly } from '../contract/document/exact-json.ts';
import { valueAt } from '../contract/document/json-pointer.ts';
import { essenceOf, isText, isXml } from '../contract/document/media-type.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import { writeXml } from '../contract/schema/xml/xml-writer.ts';
import { writeBody } from '../instances/index.ts';
import { sampleFile } from './sample-files.ts';

/** Where the schema of a body is; the `encoding` of a form is beside it. */
interface SchemaPlace {
  readonly document: OpenApiDocument;
  readonly pointer: string | undefined;
}

/** A value as a body of a media type that isn't JSON: a text, or bytes. */
export function bodyOfKind(mediaType: string, value: unknown, place: SchemaPlace): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  const essence = essenceOf(mediaType);
  if (isXml(essence)) return toXml(value, place);
  if (essence === 'application/x-www-form-urlencoded') return toForm(mediaType, value, place);
  const file = typeof value === 'object' && value !== null ? undefined : sampleFile(place.document, mediaType, {});
  if (file !== undefined) return file;
  if (/[/+](x-)?ndjson$|jsonl|json-seq/.test(essence)) return linesOf(value, essence.includes('seq') ? '\u001e' : '');
  if (essence === 'text/event-stream') return linesOf(value ?? {}, 'data: ', '\n\n');
  if (essence === 'text/csv' && typeof value === 'object' && value !== null) return toCsv(value);
  if (value === undefined || value === null) return isText(mediaType) ? 'text' : Buffer.from('bytes');
  return typeof value === 'object' ? stringifyExactly(value) : String(value);
}

/** One item after the other: of JSON lines, a JSON text sequence, or an event stream. */
function linesOf(value: unknown, prefix: string, suffix = '\n'): string {
  const items: unknown[] = Array.isArray(value) ? value : [value ?? null];
  return items.map((item) => `${prefix}${stringifyExactly(item)}${suffix}`).join('');
}

/** A line for each object of a list, below the names of their properties. @see https://www.rfc-editor.org/rfc/rfc4180 */
function toCsv(value: object): string {
  const rows: unknown[] = Array.isArray(value) ? value : [value];
  const objects = rows.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  const cellsOf = (row: unknown) =>
    typeof row === 'object' && row !== null ? names.map((name) => (row as never)[name]) : [row];
  const lines = [...(names.length > 0 && !objects.some(Array.isArray) ? [names] : []), ...rows.map(cellsOf)];
  return lines.map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? stringifyExactly(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toForm(mediaType: string, value: unknown, { document, pointer }: SchemaPlace): string | Uint8Array {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return writeBody(document, mediaType, pointer, value).bytes;
}

function toXml(value: unknown, { document, pointer }: SchemaPlace): string {
  return writeXml(document, pointer === undefined ? {} : valueAt(document, pointer), value ?? '');
}
