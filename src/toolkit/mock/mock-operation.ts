import { STATUS_CODES } from 'node:http';
import { type CredentialsRequest, challengesOf, credentialsOf, schemeOf } from '../contract/document/credentials.ts';
import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
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
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import { type OperationResponse, ResponseContract } from '../contract/response/response.ts';
import { validationClock } from '../contract/schema/limits/validation-clock.ts';
import type { Instances } from '../instances/index.ts';
import { errorResponse, invalidRequestResponse } from './failures.ts';
import { createExampleMatcher } from './matching-example.ts';
import type { Preferences } from './prefer.ts';
import { type RepairedResponse, repairResponse } from './response-repair.ts';

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

type Engine = InstanceType<typeof import('./engine.ts').PrismEngine>;

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
  #engine: Promise<Engine> | undefined;

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
    return isOfHttp ? response : repairResponse(response, this.responses, this.instances).response;
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
    const made = await this.#make(accept, code, example, dynamic);
    if (this.#responses.size >= maxCachedResponses) this.#responses.clear();
    this.#responses.set(key, made);
    return made;
  }

  /** A response of a status that the contract doesn't declare, in the form of its other failures. */
  respondUndeclared(status: number): OperationResponse {
    return status < 400 ? { status } : errorResponse(this.#context, status, STATUS_CODES[status] ?? `status ${status}`);
  }

  async #make(
    accept: string | undefined,
    code: number | undefined,
    example: string | undefined,
    dynamic: boolean,
  ): Promise<OperationResponse> {
    const { seed } = this.#options;
    const engine = await this.#prism();
    const asked = { accept, code, example, dynamic, seed: dynamic ? seed : undefined };
    const found = await engine.respond(asked);
    if (!found && example !== undefined) throw notDeclared('example', example);
    const plain = (found && found.status >= 200 ? found : undefined) ??
      (await this.#withoutAccept(engine, asked)) ?? { status: code ?? this.#defaultStatus() };
    if (this.#options.trustExamples && !dynamic && this.#hasExamples(plain.status)) return plain;
    const valueSeed = dynamic ? (seed ?? String(Math.random())) : undefined;
    const isMade = dynamic || !this.#hasExamples(plain.status);
    const repaired = repairResponse(plain, this.responses, this.instances, { isMade, seed: valueSeed });
    this.#tell(repaired);
    if (repaired.response.status !== 405) return repaired.response;
    return { ...repaired.response, headers: { Allow: this.#allow, ...repaired.response.headers } };
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
    return validationClock.attempt(repairMs, repair, otherwise);
  }

  async #withoutAccept(
    engine: Engine,
    asked: Parameters<Engine['respond']>[0],
  ): Promise<OperationResponse | undefined> {
    const response = await engine.respond({ ...asked, accept: undefined });
    return response && response.status >= 200 ? response : undefined;
  }

  #prism(): Promise<Engine> {
    this.#engine ??= import('./engine.ts').then(({ PrismEngine }) => new PrismEngine(this.excerpt));
    return this.#engine;
  }

  #defaultStatus(): number {
    const statuses = Object.keys(this.operation.node.responses ?? {});
    const success =
      statuses.filter((status) => /^2/.test(status)).sort()[0] ??
      statuses.find((status) => /^[2-5](\d\d|XX)$/i.test(status));
    return Number(success?.replace(/xx/i, '00') ?? 200);
  }

  #hasExamples(status: number): boolean {
    const { content = {} } = this.responses.declared(status)?.node ?? {};
    return Object.values(content).some(({ example, examples }) => example !== undefined || examples !== undefined);
  }

  #tell({ response: { status }, wrong }: RepairedResponse): void {
    const pointer = this.responses.declared(status)?.pointer;
    if (wrong === undefined || pointer === undefined || !this.#hasExamples(status)) return;
    this.#options.onBroken(`an example breaks its schema, and a valid value is sent instead: ${wrong}`, pointer);
  }
}

/** What validating a response with records may take. */
const repairMs = 15;

function notDeclared(name: string, value: unknown): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'header', path: ['Prefer', name], keyword: 'notDeclared', value }]);
}
