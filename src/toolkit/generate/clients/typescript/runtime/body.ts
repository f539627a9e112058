import { writeJson } from './json.ts';
import { entriesOf, writeStyled } from './styles.ts';
import type { FieldEntry } from './table.ts';

/** What `fetch` takes. The types of browsers and of Node have no common name for it. */
export type Body = NonNullable<RequestInit['body']>;

type Fields = Readonly<Record<string, FieldEntry>>;

export const isJson = (mediaType: string): boolean => /[/+]json\s*(;|$)/i.test(mediaType);

const isBytes = (value: unknown): boolean =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/** Writes a body. @returns the media type to send, and what `fetch` takes */
export function writeBody(mediaType: string, value: unknown, fields: Fields = {}): [type: string, body: Body] {
  if (value instanceof ReadableStream || isBytes(value)) return [mediaType, value as Body];
  if (isJson(mediaType)) return [mediaType, writeJson(value)];
  if (typeof value !== 'object') return [mediaType, String(value)];
  if (/^application\/x-www-form-urlencoded/i.test(mediaType)) return [mediaType, writeForm(value, fields)];
  if (/^multipart\//i.test(mediaType)) return writeParts(mediaType, value, fields);
  return [mediaType, writeJson(value)];
}

/** A list is one part for each item, unless it is JSON of other values than objects. */
function itemsOf(value: unknown, { type = '' }: FieldEntry): unknown[] {
  if (!Array.isArray(value)) return [value];
  return isJson(type) && !value.every((item) => typeof item === 'object') ? [value] : value;
}

function writeForm(value: unknown, fields: Fields): string {
  const pairs = entriesOf(value).flatMap(([name, field]) => {
    const own = fields[name] ?? {};
    if (own.style) return writeStyled(name, field, 'query', own.style);
    return itemsOf(field, own).flatMap((item) =>
      writeStyled(name, item, 'query', [typeof item === 'object' ? 'json' : 'form']),
    );
  });
  return pairs.map(([name, text]) => `${encodeURIComponent(name)}=${text}`).join('&');
}

/** A Blob, since FormData gives every part with a media type the name of a file. @see https://www.rfc-editor.org/rfc/rfc7578 */
function writeParts(mediaType: string, value: unknown, fields: Fields): [type: string, body: Body] {
  const boundary = `----${[1, 2, 3].map(() => Math.random().toString(36).slice(2)).join('')}`;
  const quoted = (text: string) =>
    `"${text.replace(/["\r\n]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}"`;
  const parts: (string | Blob)[] = [];
  const add = (name: string, item: unknown, { type }: FieldEntry) => {
    const isFile = isBytes(item);
    const file = item as { readonly name?: string; readonly type?: string };
    const isText = !isFile && typeof item !== 'object';
    const own = isFile ? file.type || type || 'application/octet-stream' : (type ?? (isText ? '' : 'application/json'));
    const content = isFile ? (item as Blob) : isText && !isJson(own) ? String(item) : writeJson(item);
    const fileName = isFile ? `; filename=${quoted(file.name ?? 'blob')}` : '';
    const head = `Content-Disposition: form-data; name=${quoted(name)}${fileName}${own && `\r\nContent-Type: ${own}`}`;
    parts.push(`--${boundary}\r\n${head}\r\n\r\n`, content, '\r\n');
  };
  for (const [name, field] of entriesOf(value)) {
    const own = fields[name] ?? {};
    if (own.style)
      for (const [key, text] of writeStyled(name, field, 'header', ['form', ...own.style.slice(1)] as never))
        add(key, text, {});
    else for (const item of itemsOf(field, own)) add(name, item, own);
  }
  return [`${mediaType}; boundary=${boundary}`, new Blob([...parts, `--${boundary}--\r\n`])];
}
