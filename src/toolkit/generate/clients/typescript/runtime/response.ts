import { isJson } from './body.ts';
import { ClientError } from './client-error.ts';
import { parseJson } from './json.ts';
import { lineEnd, readEvents, readJsonValues, recordSeparator } from './lines.ts';
import type { OperationEntry } from './table.ts';

export interface AnyResult {
  readonly ok: boolean;
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly body: unknown;
  readonly response: Response;
}

const essenceOf = (mediaType: string): string => (mediaType.split(';', 1)[0] as string).trim().toLowerCase();

const isStream = (mediaType: string): boolean =>
  /^text\/event-stream|[/+.-](ndjson|jsonl|json-seq|jsonlines)\b/i.test(mediaType);

/** Whether the body is given to the caller while it arrives. */
export function isStreamed({ body, mediaType = '' }: Partial<AnyResult>): boolean {
  return body instanceof ReadableStream || isStream(mediaType);
}

/** Reads a response as the contract declares it. @throws {ClientError} */
export async function readResponse(
  what: string,
  entry: OperationEntry,
  response: Response,
  { stream, hasLongIntegers }: { readonly stream: boolean | undefined; readonly hasLongIntegers: boolean | undefined },
): Promise<AnyResult> {
  const { status, ok } = response;
  const declared = declaredTypes(entry, response);
  const contentType = response.headers.get('content-type') ?? '';
  const fail = async (why: string): Promise<never> => {
    const text = await response.text();
    const body = attempt(() => parseJson(text, hasLongIntegers)) ?? text;
    throw new ClientError('UNDECLARED_RESPONSE', `${what}: ${why}`, { response, body });
  };
  if (declared === undefined) return fail(`the contract declares no status ${status}`);
  if (declared.length === 0 || response.body === null || [204, 205, 304].includes(status)) {
    await response.body?.cancel();
    return { ok, status, mediaType: undefined, body: undefined, response };
  }
  const mediaType = contentType === '' ? declared[0] : findDeclared(declared, contentType);
  if (mediaType === undefined) return fail(`the contract declares no ${contentType} with status ${status}`);
  const type = contentType || mediaType;
  const result = (body: unknown): AnyResult => ({ ok, status, mediaType, body, response });
  if (isStream(type)) {
    if (/^text\//i.test(type)) return result(readEvents(response.body));
    const separator = /json-seq/i.test(type) ? recordSeparator : lineEnd;
    return result(readJsonValues(response.body, separator, hasLongIntegers));
  }
  if (stream && ok) return result(response.body);
  if (!isJson(type)) return result(/^text\/|[/+]xml/i.test(type) ? await response.text() : await response.blob());
  const text = await response.text();
  try {
    return result(text === '' ? undefined : parseJson(text, hasLongIntegers));
  } catch (cause) {
    throw new ClientError('UNREADABLE_BODY', `${what}: the response is no JSON`, { response, body: text, cause });
  }
}

/** Where nothing is declared, anything is read. `default` is what fails, where a success is declared beside it. */
function declaredTypes({ responses }: OperationEntry, { status, ok }: Response): readonly string[] | undefined {
  const own = responses[status] ?? responses[`${String(status)[0]}XX`];
  const declared = Object.keys(responses);
  if (declared.length === 0) return ['*/*'];
  const hasSuccess = declared.some((key) => key[0] === '2');
  return own ?? (ok && hasSuccess ? undefined : responses['default']);
}

/** The one with the same parameters, the same one without, and then what covers it. */
function findDeclared(declared: readonly string[], contentType: string): string | undefined {
  const essence = essenceOf(contentType);
  const wanted = [squeeze(contentType), essence, `${essence.split('/')[0]}/*`, '*/*'];
  const found = wanted.map((one) => declared.find((type) => squeeze(type) === one || essenceOf(type) === one));
  return found.find((type) => type !== undefined) ?? (isJson(essence) ? declared.find(isJson) : undefined);
}

function squeeze(mediaType: string): string {
  return mediaType.replaceAll(' ', '').toLowerCase();
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
