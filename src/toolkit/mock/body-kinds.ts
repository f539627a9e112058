import { essenceOf, isText } from '../contract/document/media-type.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import { writeBody } from '../instances/index.ts';

/** Where the schema of a body is; the `encoding` of a form is beside it. */
interface SchemaPlace {
  readonly document: OpenApiDocument;
  readonly pointer: string | undefined;
}

/** A picture of one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A value as a body of a media type that isn't JSON: a text, or bytes. */
export function bodyOfKind(mediaType: string, value: unknown, place: SchemaPlace): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  const essence = essenceOf(mediaType);
  if (/[/+]xml$/.test(essence)) return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml('root', value ?? '')}\n`;
  if (essence === 'application/x-www-form-urlencoded') return toForm(mediaType, value, place);
  if (essence === 'image/png') return png;
  if (/[/+](x-)?ndjson$|jsonl|json-seq/.test(essence)) return `${JSON.stringify(value ?? null)}\n`;
  if (value === undefined || value === null) return isText(mediaType) ? 'text' : Buffer.from('bytes');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function toForm(mediaType: string, value: unknown, { document, pointer }: SchemaPlace): string | Uint8Array {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return writeBody(document, mediaType, pointer, value).bytes;
}

function toXml(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => toXml(name, item)).join('');
  const tag = name.replaceAll(/[^\w.-]/g, '_').replace(/^(?=[\d.-])/, '_') || '_';
  if (typeof value !== 'object' || value === null) return `<${tag}>${escapeXml(String(value ?? ''))}</${tag}>`;
  const inner = Object.entries(value).map(([key, field]) => toXml(key, field));
  return `<${tag}>${inner.join('')}</${tag}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
