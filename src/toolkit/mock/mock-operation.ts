import { STATUS_CODES } from 'node:http';
import { type CredentialsRequest, challengesOf, credentialsOf, schemeOf } from '../contract/document/credentials.ts';
import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import { isJson } from '../contract/document/media-type.ts';
import { methods, type OpenApiDocument } from '../contract/document/openapi.ts';
import {
  type ContractDocument,
  type ContractOperations,
  type Operation,
  resolvePathItem,
} from '../contract/document/operations.ts';
import type { Rejection } from '../contract/request/request-pipeline.ts';
import { type ReadRequest, RequestReader } from '../contract/request/request-reader.ts';
import { RequestValidator } from '../contract/request/request-validator.ts';
import type { DeclaredResponse } from '../contract/response/declared-response.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import { type OperationResponse, ResponseContract } from '../contract/response/response.ts';
import type { Instances } from '../instances/index.ts';
import { errorResponse, invalidRequestResponse } from './failures.ts';
import { createExampleMatcher } from './matching-example.ts';
import type { Preferences } from './prefer.ts';
import { ResponseMaker, type WantedResponse } from './response-maker.ts';
import { type RepairedResponse, repairResponse, writeHeaders } from './response-repair.ts';
import { makeMs, repairMs, withinTime } from './within-time.ts';

export interface MockOperationOptions {
  readonly dynamic: boolean;
  readonly seed: string | undefined;
  /** Whether the contract's examples are sent unrepaired. */
  readonly trustExamples: boolean;
  /** Whether a request may ask for a status that isn't declared. Default: false. */
  readonly allowUndeclared?: boolean;
  /** Called for each example that breaks its schema: in words, with a pointer to the response. */
  readonly onBroken: (message: string, pointer: string) => void;
}

/** Of one operation. */
const maxCachedResponses = 100;

/** One operation of the contract, with all that its responses are made from. */
export class MockOperation {
  readonly operation: Operation;
  readonly excerpt: Excerpt;
  readonly instances: Instances;
  readonly responses: ResponseContract;
  /** The response example for a request that equals one of the contract's request examples. */
  readonly preferencesFor: (request: ReadRequest) => Preferences;
  readonly #contract: ContractOperations;
  /** With the other operations. */
  readonly #whole: OpenApiDocument;
  readonly #options: MockOperationOptions;
  readonly reader: RequestReader;
  readonly #responses = new Map<string, OperationResponse>();
  /** The repaired form of responses with records, which are sent again. */
  readonly #repaired = new WeakMap<OperationResponse, OperationResponse>();
  readonly #maker: ResponseMaker;

  /** @param instances of the excerpt's document, as responses have them */
  constructor(
    contract: ContractDocument,
    excerpt: Excerpt,
    instances: Instances,
    operation: Operation,
    options: MockOperationOptions,
  ) {
    this.operation = operation;
    this.#whole = contract.document;
    this.#options = options;
    this.excerpt = excerpt;
    this.instances = instances;
    this.preferencesFor = createExampleMatcher(this.excerpt);
    this.#contract = { document: this.excerpt.document, operations: [this.excerpt.operation] };
    this.responses = new ResponseContract(this.#contract, this.excerpt.operation, (body, { mediaType, pointer }) =>
      this.instances.validator.validate(body, joinPointer(pointer, 'content', mediaType, 'schema')),
    );
    this.#maker = new ResponseMaker(this.excerpt.document, this.responses, this.instances);
    let validator: RequestValidator | undefined;
    const makeValidation = (_operation: Operation, mediaType: string | undefined) => {
      validator ??= new RequestValidator(this.excerpt);
      return validator.forMediaType(mediaType);
    };
    this.reader = new RequestReader(this.#contract, this.excerpt.operation, this.responses, makeValidation, false);
  }

  /** Whether a request has credentials of a kind that the operation accepts; their values don't matter. */
  isAuthorized(message: CredentialsRequest): boolean {
    const { security } = this.operation;
    const isGiven = (name: string) => {
      const scheme = schemeOf(this.#contract, name);
      return scheme?.type === 'mutualTLS' || Boolean(credentialsOf(scheme, message));
    };
    return security.length === 0 || security.some((requirement) => Object.keys(requirement).every(isGiven));
  }

  /** The response to a request that is rejected. */
  reject({ status, errors, route }: Rejection): OperationResponse {
    if (status === 401) return this.#challenge();
    const rejected = this.#declared(invalidRequestResponse(this.#context, status, errors));
    const headers = { ...(route && { Allow: route.allow }), ...(status === 503 && { 'Retry-After': '1' }) };
    return { ...rejected, headers: { ...rejected.headers, ...headers } };
  }

  #challenge(): OperationResponse {
    const status = this.#firstDeclared(401, 403);
    const response = this.#declared(errorResponse(this.#context, status, 'credentials are missing'));
    if (status !== 401) return response;
    const challenge = { 'WWW-Authenticate': challengesOf(this.#contract, this.operation) };
    return { ...response, headers: { ...challenge, ...response.headers } };
  }

  /** The response for a record that doesn't exist. */
  respondMissing(): OperationResponse {
    const status = this.#firstDeclared(404, 410);
    return this.#declared(errorResponse(this.#context, status, 'there is no such record'));
  }

  /** The response to a new record with the id of another one. */
  respondTaken(): OperationResponse {
    return this.#declared(errorResponse(this.#context, 409, 'there is a record with this id'));
  }

  #firstDeclared(...statuses: readonly [number, ...number[]]): number {
    return statuses.find((status) => this.responses.declares(status)) ?? statuses[0];
  }

  /** A failure as the contract declares it, even where its own example doesn't keep to that. */
  #declared(response: OperationResponse): OperationResponse {
    // HTTP itself says what these mean: `default` need not be about them.
    const isOfHttp = [405, 406, 413, 415].includes(response.status) && !this.responses.declares(response.status);
    const repair = () => repairResponse(response, this.responses, this.instances).response;
    return isOfHttp ? response : withinTime(makeMs, repair, response);
  }

  get declaresMissing(): boolean {
    return this.responses.declared(404) !== undefined || this.responses.declared(410) !== undefined;
  }

  get #context() {
    const { responses, instances } = this;
    return { contract: this.#contract, operation: this.excerpt.operation, responses, instances };
  }

  /**
   * A response as the contract declares it, without any state.
   * @throws {RequestValidationError} 400 if the preferred status or example isn't declared
   */
  async respond(
    accept: string | undefined,
    { code, example, dynamic = this.#options.dynamic }: Preferences = {},
  ): Promise<OperationResponse> {
    // 1xx are interim responses.
    if (code !== undefined && (code < 200 || !this.responses.declared(code))) {
      if (code < 200 || !this.#options.allowUndeclared) throw notDeclared('code', code);
      return this.respondUndeclared(code);
    }
    if (dynamic) return this.#make(accept, code, example, dynamic);
    const key = `${accept} ${code} ${example}`;
    const known = this.#responses.get(key);
    if (known) return known;
    const made = this.#make(accept, code, example, dynamic);
    if (this.#responses.size >= maxCachedResponses) this.#responses.clear();
    this.#responses.set(key, made);
    return made;
  }

  /** A response of a status that the contract doesn't declare, in the form of its other failures. */
  respondUndeclared(status: number): OperationResponse {
    return status < 400 ? { status } : errorResponse(this.#context, status, STATUS_CODES[status] ?? `status ${status}`);
  }

  #make(
    accept: string | undefined,
    code: number | undefined,
    example: string | undefined,
    dynamic: boolean,
  ): OperationResponse {
    const seed = dynamic ? (this.#options.seed ?? String(Math.random())) : undefined;
    const status = code ?? (example === undefined ? undefined : this.#statusOf(example)) ?? this.#defaultStatus;
    const declared = this.responses.declared(status);
    if (example !== undefined && !(declared && this.#maker.hasExample(declared, example)))
      throw notDeclared('example', example);
    const make = () => this.#makeAndRepair({ status, accept, example, seed });
    const made = withinTime(makeMs, make, undefined) ?? this.#withoutValue(status);
    if (status !== 405) return made;
    return { ...made, headers: { Allow: this.#allow, ...made.headers } };
  }

  #makeAndRepair(wanted: WantedResponse): OperationResponse {
    const { status, seed } = wanted;
    const plain = this.#maker.make(wanted) ?? { status };
    const declared = this.responses.declared(status);
    if (declared && this.#options.trustExamples && seed === undefined && this.#hasExamples(status))
      return { ...plain, headers: writeHeaders(plain.headers ?? {}, declared) };
    const isMade = seed !== undefined || !this.#hasExamples(status);
    const repaired = repairResponse(plain, this.responses, this.instances, { isMade, seed });
    this.#tell(repaired, isMade);
    return repaired.response;
  }

  /** A response whose body can't be made in time. */
  #withoutValue(status: number): OperationResponse {
    const { contentPointer, mediaTypes } = this.responses.declared(status) as DeclaredResponse;
    const mediaType = this.responses.defaultMediaType(status) ?? 'application/json';
    this.#options.onBroken(
      `no value of this schema was found within ${makeMs} ms, and none is sent`,
      joinPointer(contentPointer, mediaTypes.includes(mediaType) ? mediaType : (mediaTypes[0] ?? ''), 'schema'),
    );
    return { status, mediaType, body: isJson(mediaType) ? null : '' };
  }

  /** @see https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed */
  get #allow(): string {
    const item = resolvePathItem(this.#whole, this.#whole.paths?.[this.operation.path] ?? {});
    return methods
      .filter((method) => item[method] !== undefined)
      .map((method) => method.toUpperCase())
      .join(', ');
  }

  /** A response of the state, made to keep the contract. */
  repair(response: OperationResponse): OperationResponse {
    const known = this.#repaired.get(response);
    if (known) return known;
    const repaired = this.#repairInTime(response);
    this.#repaired.set(response, repaired);
    return repaired;
  }

  /** Records that take longer are large ones from clients, and were validated when they were received. */
  #repairInTime(response: OperationResponse): OperationResponse {
    const otherwise = { mediaType: this.responses.defaultMediaType(response.status), ...response };
    const repair = () => repairResponse(response, this.responses, this.instances).response;
    return withinTime(repairMs, repair, otherwise);
  }

  /** The status of a success, else of the first response. */
  get #defaultStatus(): number {
    const statuses = Object.keys(this.operation.node.responses ?? {}).sort();
    const found =
      statuses.find((status) => /^2(\d\d|XX)$/i.test(status)) ??
      statuses.find((status) => /^3(\d\d|XX)$/i.test(status)) ??
      statuses.find((status) => /^default$/i.test(status)) ??
      statuses.find((status) => /^[45](\d\d|XX)$/i.test(status));
    return found === undefined || /^default$/i.test(found) ? 200 : Number(found.replace(/xx/i, '00'));
  }

  /** The status of a response that has an example: the success, or else the first one. */
  #statusOf(example: string): number | undefined {
    const others = Object.keys(this.operation.node.responses ?? {}).filter((key) => /^[2-5](\d\d|XX)$/i.test(key));
    return [this.#defaultStatus, ...others.map((key) => Number(key.replace(/xx/i, '00')))].find((status) => {
      const declared = this.responses.declared(status);
      return declared !== undefined && this.#maker.hasExample(declared, example);
    });
  }

  #hasExamples(status: number): boolean {
    const { content = {} } = this.responses.declared(status)?.node ?? {};
    return Object.values(content).some(({ example, examples }) => example !== undefined || examples !== undefined);
  }

  #tell({ response: { status }, wrong, unmade }: RepairedResponse, isMade: boolean): void {
    if (unmade !== undefined) this.#options.onBroken(unmade.message, unmade.pointer);
    const pointer = this.responses.declared(status)?.pointer;
    if (wrong === undefined || pointer === undefined || isMade) return;
    this.#options.onBroken(`an example breaks its schema, and a valid value is sent instead: ${wrong}`, pointer);
  }
}

function notDeclared(name: string, value: unknown): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'header', path: ['Prefer', name], keyword: 'notDeclared', value }]);
}
