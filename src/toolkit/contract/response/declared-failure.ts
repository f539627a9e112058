import { STATUS_CODES } from 'node:http';
import { ContractError } from '../document/contract-error.ts';
import { joinPointer, valueAt } from '../document/json-pointer.ts';
import { findMediaType, isJson, isText, valueTypesOf } from '../document/media-type.ts';
import type { ResponseObject } from '../document/openapi.ts';
import { type ContractDocument, type Operation, resolveReference } from '../document/operations.ts';
import { validatorOf } from '../schema/schema-validator.ts';
import { isXmlValue } from '../schema/xml/xml-shape.ts';
import { responseKeyFor } from './declared-response.ts';
import { describeError } from './error-texts.ts';
import type { Failure } from './failure-item.ts';
import { fillFailure, listsErrors } from './filled-failure.ts';
import type { OperationResponse } from './response.ts';
import { hasContent } from './response-content.ts';
import type { RequestError } from './validation-failure.ts';

/** How the failures of one status are written. */
export type FailureForm = (failure: Failure) => OperationResponse;

/** What makes bodies of schemas. */
export interface FailureExamples {
  /** A valid body, which is not changed; undefined if none is found. */
  valid(schemaPointer: string): unknown;
  isValid(body: unknown, schemaPointer: string): boolean;
}

/** Where the schema of a failure stands that can't be filled. */
export interface UnfilledFailure {
  /** To the response. */
  readonly pointer: string;
  readonly mediaType: string;
}

const problemType = 'application/problem+json';

const forms = new WeakMap<Operation, Map<number, FailureForm | UnfilledFailure>>();

/**
 * A failure as the operation declares it for the status: problem+json where that is valid, else the declared JSON schema
 * with the status, the texts and the errors in the properties that are named so. Where nothing is declared, or its schema
 * can't be filled, it is problem+json.
 * @param detail what there is to say without errors. Default: the status in words
 * @param examples for what is required and not known. Default: then it is problem+json
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function declaredFailure(
  contract: ContractDocument,
  operation: Operation | undefined,
  status: number,
  errors: readonly RequestError[] = [],
  detail?: string,
  examples?: FailureExamples,
): OperationResponse {
  const failure = failureOf(status, errors, detail);
  const form = operation === undefined ? problem : formOf(contract, operation, status, examples);
  if (typeof form === 'function') return form(failure);
  return (examples && completed(contract, failure, form, examples)) ?? problem(failure);
}

/** An example with what is known of the failure in it, as far as it stays valid. */
function completed(
  contract: ContractDocument,
  failure: Failure,
  { pointer, mediaType }: UnfilledFailure,
  examples: FailureExamples,
): OperationResponse | undefined {
  const schemaPointer = joinPointer(pointer, 'content', mediaType, 'schema');
  const example = isJson(mediaType) ? examples.valid(schemaPointer) : undefined;
  if (example === undefined) return undefined;
  const schema = valueAt(contract.document, schemaPointer);
  const bodies = [false, true].map((isLeast) => fillFailure(contract.document, schema, failure, isLeast, example));
  const isValid = (body: unknown) => body !== undefined && examples.isValid(body, schemaPointer);
  const sent = mediaType.includes('*') ? 'application/json' : mediaType;
  return { status: failure.status, mediaType: sent, body: bodies.find(isValid) ?? example };
}

/** The declared failure that can't be filled; undefined if there is none. */
export function unfilledFailure(
  contract: ContractDocument,
  operation: Operation,
  status: number,
): UnfilledFailure | undefined {
  const form = formOf(contract, operation, status);
  return typeof form === 'function' ? undefined : form;
}

const problem: FailureForm = (failure) => ({
  status: failure.status,
  mediaType: problemType,
  body: problemBody(failure),
});

function problemBody({ status, title, summary, errors }: Failure): object {
  const listed = errors.map(({ in: location, path, keyword, params }) => ({
    in: location,
    [location === 'body' ? 'pointer' : 'name']: path
      .map((token) => (location === 'body' ? `/${token}` : token))
      .join(location === 'body' ? '' : '.'),
    detail: describeError(keyword, params),
  }));
  const details =
    errors.length > 0 ? { detail: summary, errors: listed } : summary === title ? {} : { detail: summary };
  return { type: 'about:blank', title, status, ...details };
}

function failureOf(status: number, errors: readonly RequestError[], detail?: string): Failure {
  const title = STATUS_CODES[status] ?? 'Error';
  const sentences = errors.map(
    ({ in: location, path, keyword, params }) => `${[location, ...path].join('/')} ${describeError(keyword, params)}`,
  );
  return { status, title, summary: sentences.join('; ') || detail || title, errors };
}

function formOf(
  contract: ContractDocument,
  operation: Operation,
  status: number,
  examples?: FailureExamples,
): FailureForm | UnfilledFailure {
  const known = forms.get(operation) ?? new Map<number, FailureForm | UnfilledFailure>();
  forms.set(operation, known);
  const form = known.get(status) ?? findUsableForm(contract, operation, status, examples);
  known.set(status, form);
  return form;
}

/** A schema that can't be compiled is reported where a response is checked, not at the start of an app. */
function findUsableForm(...given: Parameters<typeof formOf>): ReturnType<typeof formOf> {
  try {
    return findForm(...given);
  } catch (error) {
    if (error instanceof ContractError) return problem;
    throw error;
  }
}

/** What the forms are tried with. */
const samples: readonly RequestError[] = [
  { in: 'body', path: ['name'], keyword: 'required' },
  { in: 'query', path: ['size'], keyword: 'type', params: { type: 'integer' }, value: 'large' },
];

function findForm(
  contract: ContractDocument,
  operation: Operation,
  status: number,
  examples?: FailureExamples,
): FailureForm | UnfilledFailure {
  const { document } = contract;
  const name = responseKeyFor(operation, status);
  const written = name === undefined ? undefined : operation.node.responses?.[name];
  if (written === undefined || name === undefined || !hasContent(operation.method, status)) return problem;
  const { content = {} } = resolveReference<ResponseObject>(document, written);
  const pointer = written.$ref ?? joinPointer(operation.pointer, 'responses', name);
  const types = Object.keys(content);
  if (types.length === 0) return problem;
  const sample = failureOf(status, status === 400 || status === 422 ? samples : []);
  const isValid = (mediaType: string, body: unknown): boolean => {
    const hasSchema = (content[mediaType]?.schema ?? undefined) !== undefined;
    const schemaPointer = joinPointer(pointer, 'content', mediaType, 'schema');
    return !hasSchema || (examples ?? validatorOf(contract)).isValid(body, schemaPointer);
  };
  const own = findMediaType(types, problemType);
  const isListed = own !== undefined && listsErrors(document, content[own]?.schema);
  if (own !== undefined && !isListed && isValid(own, problemBody(sample))) return problem;
  for (const { declared: mediaType, sent } of valueTypesOf(types)) {
    const schema = content[mediaType]?.schema;
    // Under XML, a schema of a text describes the document.
    if (!isJson(sent) && !isXmlValue(document, sent, schema)) continue;
    for (const isLeast of [false, true]) {
      const fill = (failure: Failure) => fillFailure(document, schema, failure, isLeast);
      const body = fill(sample);
      if (body !== undefined && isValid(mediaType, body))
        return (failure) => ({ status: failure.status, mediaType: sent, body: fill(failure) });
    }
    if (isValid(mediaType, problemBody(sample)))
      return (failure) => ({ status: failure.status, mediaType: sent, body: problemBody(failure) });
  }
  // HTTP has these whether a contract says so or not, and a default without JSON is seldom about them.
  const isOfHttp = name.toUpperCase() === 'DEFAULT' && [405, 406, 413, 415, 503].includes(status);
  const text = isOfHttp ? undefined : types.find((mediaType) => isText(mediaType));
  const sent = text?.includes('*') ? 'text/plain' : text;
  if (text !== undefined && isValid(text, sample.summary))
    return (failure) => ({ status: failure.status, mediaType: sent, body: failure.summary });
  return { pointer, mediaType: types.find(isJson) ?? (types[0] as string) };
}
