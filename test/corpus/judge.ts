import { request } from 'undici';
import type { Excerpt } from '../../src/toolkit/contract/document/excerpt.ts';
import { joinPointer, valueAt } from '../../src/toolkit/contract/document/json-pointer.ts';
import { findMediaType, isJson } from '../../src/toolkit/contract/document/media-type.ts';
import type { ResponseObject } from '../../src/toolkit/contract/document/openapi.ts';
import { resolveReference } from '../../src/toolkit/contract/document/operations.ts';
import { toJsonSchema2020 } from '../../src/toolkit/contract/schema/json-schema-2020.ts';

/** Of `@hyperjump/json-schema`, which is installed with the contracts: what is used of it. */
interface Judge {
  registerSchema(schema: object, uri: string, dialect: string): void;
  unregisterSchema(uri: string): void;
  validate(uri: string, value: unknown, format: 'BASIC'): Promise<{ valid: boolean; errors?: readonly object[] }>;
}

// By names that the compiler doesn't look up: a fresh clone doesn't have them.
const [, { registerSchema, unregisterSchema, validate }] = (await Promise.all(
  ['formats', 'draft-2020-12'].map((part) => import(`@hyperjump/json-schema/${part}`)),
)) as [unknown, Judge];

export interface Received {
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly bytes: Uint8Array;
}

/** Sends a request; returns a text if there is no response within ten seconds. */
export async function send(
  url: string,
  {
    method,
    headers,
    body,
  }: { method: string; headers: Readonly<Record<string, string>>; body: string | Uint8Array | undefined },
): Promise<Received | string> {
  try {
    const signal = AbortSignal.timeout(10_000);
    const response = await request(url, { method: method as 'GET', headers, body: body ?? null, signal });
    const bytes = new Uint8Array(await response.body.arrayBuffer());
    return { status: response.statusCode, mediaType: response.headers['content-type'] as string | undefined, bytes };
  } catch (error) {
    return `no response: ${(error as Error).message}`;
  }
}

let serial = 0;

/** What is wrong with a response, by another validator than the mock's own; undefined if it is as declared. */
export async function judge(
  { document, operation }: Excerpt,
  received: Received | string,
): Promise<string | undefined> {
  const declaredStatuses = Object.keys(operation.node.responses ?? {}).filter((name) => !name.startsWith('x-'));
  // Nothing to check: an undeclared response, or an interim one.
  if (declaredStatuses.every((name) => /^1/.test(name))) return undefined;
  if (typeof received === 'string') return received;
  const { status, mediaType, bytes } = received;
  const responses = operation.node.responses ?? {};
  const key = [String(status), `${String(status)[0]}XX`, `${String(status)[0]}xx`, 'default'].find(
    (name) => responses[name],
  );
  if (key === undefined)
    return `the status ${status} is not declared: ${new TextDecoder().decode(bytes).slice(0, 200)}`;
  const written = responses[key] ?? {};
  const { content = {} } = resolveReference<ResponseObject>(document, written);
  const types = Object.keys(content);
  if (types.length === 0 || operation.method === 'head') return undefined;
  if (bytes.length === 0) return 'a body is declared, and there is none';
  const declared =
    mediaType === undefined ? undefined : (findMediaType(types, mediaType) ?? types.find((type) => type === mediaType));
  if (declared === undefined) return `the media type ${mediaType} is not declared`;
  if (!isJson(mediaType ?? '') || (content[declared]?.schema ?? undefined) === undefined) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return 'the body is no JSON';
  }
  const pointer = joinPointer(
    written.$ref ?? joinPointer(operation.pointer, 'responses', key),
    'content',
    declared,
    'schema',
  );
  const schemas = toJsonSchema2020(document, 'response');
  const uri = `https://judge.example/${++serial}`;
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $ref: '#/body',
    body: valueAt(schemas, pointer),
    paths: schemas.paths,
    components: schemas.components,
  };
  registerSchema(JSON.parse(JSON.stringify(schema)), uri, 'https://json-schema.org/draft/2020-12/schema');
  try {
    const { valid, errors = [] } = await validate(uri, body, 'BASIC');
    if (valid) return undefined;
    return `the body is not valid: ${JSON.stringify(errors.slice(-1))}`;
  } catch (error) {
    return `unjudged: ${(error as Error).message}`;
  } finally {
    unregisterSchema(uri);
  }
}
