import { copyOf } from '../contract/document/copy.ts';
import { joinPointer, valueAt } from '../contract/document/json-pointer.ts';
import { findMediaType, isJson, isText } from '../contract/document/media-type.ts';
import type { DeclaredResponse } from '../contract/response/declared-response.ts';
import type { OperationResponse, ResponseContract } from '../contract/response/response.ts';
import { writeHeader } from '../contract/schema/header-value.ts';
import type { SchemaViolation } from '../contract/schema/schema-validator.ts';
import { typingOf } from '../contract/schema/typed-text.ts';
import type { Instances } from '../instances/index.ts';
import { bodyOfKind } from './body-kinds.ts';
import { concreteType, mediaKindOf } from './media-kind.ts';
import { overlay, repair } from './value-repair.ts';

export interface RepairedResponse {
  readonly response: OperationResponse;
  /** What was wrong with the body, in words; undefined if it was valid. */
  readonly wrong?: string | undefined;
  /** Set if the body breaks its schema still, as no valid one could be made: in words, with a pointer to what it breaks. */
  readonly unmade?: { readonly message: string; readonly pointer: string } | undefined;
}

const maxRounds = 3;

/**
 * Replaces what breaks the contract in a response, and leaves the rest as it is.
 * @param isMade whether the body was generated rather than written by somebody; then discriminators are enforced as well
 */
export function repairResponse(
  response: OperationResponse,
  responses: ResponseContract,
  instances: Instances,
  { isMade = false, seed }: { isMade?: boolean; seed?: string | undefined } = {},
): RepairedResponse {
  const rule = ruleFor(response, responses, instances);
  if (!rule) return { response };
  const { declared, sent, pointer } = rule;
  const headers = repairHeaders(response, declared, instances, seed);
  if (sent === undefined) return { response: { status: response.status, headers } };
  const isText = typeof response.body === 'string' && isSerialized(sent, pointer, instances);
  // Files are sent as they were received.
  const isWritten = isText || ArrayBuffer.isView(response.body);
  const { body: sound, ...problems }: RepairedBody =
    pointer !== undefined && !isWritten
      ? repairBody(response.body, pointer, instances, { isJsonBody: isJson(sent), isMade, seed })
      : { body: response.body };
  const place = { document: instances.document, pointer };
  const isPlain = ArrayBuffer.isView(response.body);
  const body = isPlain ? sound : isJson(sent) ? (sound ?? null) : bodyOfKind(sent, sound, place);
  return { response: { status: response.status, headers, mediaType: sent, body }, ...problems };
}

/** A response as it is, in the media type that it has. */
export function serializeResponse(
  response: OperationResponse,
  responses: ResponseContract,
  instances: Instances,
): OperationResponse {
  const rule = ruleFor(response, responses, instances);
  if (rule?.sent === undefined) return response;
  const { declared, sent, pointer } = rule;
  const place = { document: instances.document, pointer };
  const body = isJson(sent) ? response.body : bodyOfKind(sent, response.body, place);
  return { ...response, headers: writeHeaders(response.headers ?? {}, declared), mediaType: sent, body };
}

/**
 * Whether a text is the body as it goes out: the schema describes the value, not its serialization as XML, an event stream or the
 * like. A text type may have a schema for the text itself.
 */
function isSerialized(mediaType: string, pointer: string | undefined, instances: Instances): boolean {
  if (isJson(mediaType)) return false;
  const { document } = instances;
  return !isText(mediaType) || !typingOf(document, valueAt(document, pointer ?? '#')).shapes.includes('primitive');
}

interface RepairedBody extends Omit<RepairedResponse, 'response'> {
  readonly body: unknown;
}

/** What the contract says of responses with one status and media type. */
interface BodyRule {
  readonly declared: DeclaredResponse;
  /** The media type to send; undefined for no body. */
  readonly sent: string | undefined;
  /** To the body's schema. */
  readonly pointer: string | undefined;
}

const rules = new WeakMap<ResponseContract, Map<string, BodyRule | undefined>>();

function ruleFor(response: OperationResponse, responses: ResponseContract, instances: Instances): BodyRule | undefined {
  const known = rules.get(responses) ?? new Map<string, BodyRule | undefined>();
  rules.set(responses, known);
  const key = `${response.status} ${response.mediaType}`;
  if (!known.has(key)) known.set(key, makeRule(response, responses, instances));
  return known.get(key);
}

function makeRule(
  { status, mediaType: written }: OperationResponse,
  responses: ResponseContract,
  instances: Instances,
): BodyRule | undefined {
  const declared = responses.declared(status);
  if (!declared) return undefined;
  const types = declared.mediaTypes;
  if (types.length === 0) return { declared, sent: undefined, pointer: undefined };
  const given = written?.includes('*') ? undefined : written;
  const mediaType = (given !== undefined && findMediaType(types, given)) || types.find(isJson) || (types[0] as string);
  const hasSchema = (declared.node.content?.[mediaType]?.schema ?? undefined) !== undefined;
  const pointer = hasSchema ? joinPointer(declared.pointer, 'content', mediaType, 'schema') : undefined;
  const isGiven = given !== undefined && findMediaType(types, given) === mediaType;
  const media = declared.node.content?.[mediaType] ?? {};
  const sent = isGiven ? given : concreteType(mediaType, mediaKindOf(instances.document, media, undefined));
  return { declared, sent, pointer };
}

function repairHeaders(
  { headers = {} }: OperationResponse,
  declared: DeclaredResponse,
  instances: Instances,
  seed: string | undefined,
): Readonly<Record<string, unknown>> {
  if (declared.headers.length === 0) return headers;
  const repaired: Record<string, unknown> = { ...headers };
  for (const { name, schemaPointer, required, read } of declared.headers) {
    const key = Object.keys(repaired).find((other) => other.toLowerCase() === name.toLowerCase()) ?? name;
    const value = repaired[key];
    if (value === undefined && !required) continue;
    if (schemaPointer === undefined) repaired[key] ??= 'string';
    else if (value === undefined || !instances.isValid(read(value), schemaPointer)) {
      const made = instances.valid(schemaPointer, seed);
      if (made !== undefined && made !== null) repaired[key] = made;
    }
  }
  return writeHeaders(repaired, declared);
}

/** Lists and objects as the contract serializes them. */
export function writeHeaders(headers: Readonly<Record<string, unknown>>, declared: DeclaredResponse) {
  const written: Record<string, unknown> = { ...headers };
  for (const { name, node } of declared.headers) {
    const key = Object.keys(headers).find((other) => other.toLowerCase() === name.toLowerCase());
    const value = key === undefined ? undefined : headers[key];
    if (key !== undefined && typeof value === 'object' && value !== null) written[key] = writeHeader(name, node, value);
  }
  return written;
}

function repairBody(
  given: unknown,
  pointer: string,
  instances: Instances,
  { isJsonBody, isMade, seed }: { isJsonBody: boolean; isMade: boolean; seed: string | undefined },
): RepairedBody {
  const validators = new Set([instances.validator, isMade ? instances.strictValidator : instances.validator]);
  const validate = (value: unknown): readonly SchemaViolation[] =>
    [...validators].flatMap((validator) => validator.validate(value, pointer));
  let violations = validate(given);
  if (violations.length === 0 && given !== undefined) return { body: given };
  const parsed = isJsonBody ? parsedText(given) : undefined;
  if (parsed !== undefined && validate(parsed).length === 0) return { body: parsed };
  const sound = instances.valid(pointer, seed);
  if (sound === undefined) return { body: given ?? null, unmade: describeUnmade(violations, pointer, instances) };
  if (given === undefined) return { body: sound };
  const [first] = violations as [SchemaViolation];
  const wrong = `${first.instancePath || 'the body'} ${first.message}`;
  const body: unknown = copyOf(given);
  for (let round = 0; round < maxRounds && violations.length > 0; round++) {
    for (const violation of violations) repair(body, violation, sound, instances);
    violations = validate(body);
  }
  if (violations.length === 0) return { body, wrong };
  return { body: overlay(sound, given, (value) => validate(value).length === 0), wrong };
}

function describeUnmade([first]: readonly SchemaViolation[], pointer: string, { validator }: Instances) {
  const place = first && validator.placeOf(first, pointer);
  const what = first ? `: ${first.instancePath || 'it'} ${first.message}` : '';
  return { message: `no value of this schema was found, and what is sent breaks it${what}`, pointer: place ?? pointer };
}

/** The value of an example that is JSON written as a text. */
function parsedText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
