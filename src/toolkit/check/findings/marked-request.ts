import type { ArgumentPart } from '../../encoding/shell.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Marked, Secrets } from '../http/secrets.ts';

/** By id of a record, the variable of a shell that has the id of the record that is made in its place. */
export type MadeIds = ReadonlyMap<string, string>;

/** A request with variables for its secrets, and for the ids of records that the commands before it make. */
export interface MarkedRequest {
  readonly target: Marked;
  readonly headers: readonly (readonly [name: string, value: Marked])[];
  /** Of bytes, as far as a report shows them. */
  readonly body: Marked | undefined;
}

/** How much of a body that isn't a text is shown, in bytes. */
const maxShownBytes = 6000;

export function markRequest(
  { target, headers, body }: MadeRequest,
  secrets: Secrets,
  ids: MadeIds = new Map(),
): MarkedRequest {
  const mediaType = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const text = body instanceof Uint8Array ? Buffer.from(body.subarray(0, maxShownBytes)).toString() : body;
  return {
    target: markTarget(target, secrets, ids),
    headers: Object.entries(headers).map(([name, value]) => [name, secrets.markValue(name, value)]),
    body: text === undefined ? undefined : markBody(text, mediaType, secrets, ids),
  };
}

/** A path with its query. */
export function markTarget(target: string, secrets: Secrets, ids: MadeIds = new Map()): Marked {
  const start = target.indexOf('?');
  const path = start === -1 ? target : target.slice(0, start);
  const segments = path.split(/(?=\/)/).flatMap((segment): Marked => {
    const variable = ids.get(decode(segment.slice(1)));
    return variable === undefined ? secrets.markText(segment) : ['/', { variable }];
  });
  return start === -1 ? segments : [...segments, '?', ...markForm(target.slice(start + 1), secrets, ids)];
}

/** A query or a form. */
function markForm(text: string, secrets: Secrets, ids: MadeIds): Marked {
  return text.split(/(?=&)/).flatMap((pair): Marked => {
    const [, start = '', written = '', value = ''] = /^(&?([^=]*)=)(.*)$/s.exec(pair) ?? [];
    if (start === '') return secrets.markText(pair);
    const name = decode(written);
    const variable = /id$/i.test(name) ? ids.get(decode(value)) : undefined;
    if (variable !== undefined) return [start, { variable }];
    const isPercentEncoded = value.includes('%20') || !value.includes('+');
    const encode = (secret: string) =>
      isPercentEncoded
        ? encodeURIComponent(secret.toWellFormed())
        : new URLSearchParams([['', secret]]).toString().slice(1);
    return [start, ...secrets.markValue(name, value, encode)];
  });
}

/** A property of a JSON text whose value is a text or a number. */
const properties = /("((?:[^"\\]|\\.){1,60})"\s*:\s*)(?:"((?:[^"\\]|\\.)*)"|(-?\d[\d.eE+-]*))/g;

function markBody(text: string, mediaType: string, secrets: Secrets, ids: MadeIds): Marked {
  if (/x-www-form-urlencoded/i.test(mediaType)) return markForm(text, secrets, ids);
  if (!/json/i.test(mediaType)) return secrets.markText(text);
  const parts: ArgumentPart[] = [];
  let from = 0;
  for (const { 0: whole, 1: start = '', 2: name = '', 3: value, 4: number = '', index } of text.matchAll(properties)) {
    const variable = /id$/i.test(name) ? ids.get(value ?? number) : undefined;
    const isCarrier = value !== undefined && secrets.carries(name);
    if (variable === undefined && !isCarrier) continue;
    const marked: Marked =
      variable === undefined
        ? secrets.markValue(name, value ?? '', (secret) => JSON.stringify(secret).slice(1, -1))
        : [{ variable }];
    const quote = value === undefined ? '' : '"';
    parts.push(...secrets.markText(text.slice(from, index)), start + quote, ...marked, quote);
    from = index + whole.length;
  }
  return [...parts, ...secrets.markText(text.slice(from))].filter((part) => part !== '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}
