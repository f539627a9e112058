import { isJson } from './body.ts';
import { ClientError } from './client-error.ts';
import { parseJson } from './json.ts';
import { readEvents, readJsonLines } from './lines.ts';
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
    const lines = /^text\//i.test(type) ? readEvents(response.body) : readJsonLines(response.body, hasLongIntegers);
    return result(lines);
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

function findDeclared(declared: readonly string[], contentType: string): string | undefined {
  const essence = essenceOf(contentType);
  const ranges = [essence, `${essence.split('/')[0]}/*`, '*/*'];
  const exact = ranges
    .map((range) => declared.find((type) => essenceOf(type) === range))
    .find((type) => type !== undefined);
  return exact ?? (isJson(essence) ? declared.find(isJson) : undefined);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
