import { essenceOf, isText } from '../contract/document/media-type.ts';

/** A picture of one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A value as a body of a media type that isn't JSON: a text, or bytes. */
export function bodyOfKind(mediaType: string, value: unknown): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  const essence = essenceOf(mediaType);
  if (/[/+]xml$/.test(essence)) return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml('root', value ?? '')}\n`;
  if (essence === 'application/x-www-form-urlencoded') return toForm(value);
  if (essence === 'image/png') return png;
  if (/[/+](x-)?ndjson$|jsonl|json-seq/.test(essence)) return `${JSON.stringify(value ?? null)}\n`;
  if (value === undefined || value === null) return isText(mediaType) ? 'text' : Buffer.from('bytes');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function toForm(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const pairs = Object.entries(value).map(([name, field]): [string, string] => [
    name,
    typeof field === 'object' ? JSON.stringify(field) : String(field),
  ]);
  return new URLSearchParams(pairs).toString();
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
