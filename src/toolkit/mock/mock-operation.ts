import { type CredentialsRequest, challengesOf, credentialsOf, schemeOf } from '../contract/document/credentials.ts';
import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { ContractDocument, ContractOperations, Operation } from '../contract/document/operations.ts';
import type { Rejection } from '../contract/request/request-pipeline.ts';
import { type ReadRequest, RequestReader } from '../contract/request/request-reader.ts';
import { RequestValidator } from '../contract/request/request-validator.ts';
import { type OperationResponse, ResponseContract } from '../contract/response/response.ts';
import type { Instances } from '../instances/index.ts';
import { type Conditions, findConditions } from './conditions/conditions.ts';
import { allowedMethods, DeclaredResponses, type DeclaredResponsesOptions, notDeclared } from './declared-responses.ts';
import { errorResponse, invalidRequestResponse } from './failures.ts';
import { findIncluded, type IncludedPlace } from './included-place.ts';
import { likelyError, likelyReason } from './likely-failure.ts';
import { findRecordLinks, type RecordLinks } from './links/record-links.ts';
import { createExampleMatcher } from './matching-example.ts';
import type { Preferences } from './prefer.ts';
import { repairResponse, serializeResponse } from './response-repair.ts';
import { type FieldSelection, findFieldSelection } from './selection/field-selection.ts';
import { makeMs, repairMs, withinTime } from './within-time.ts';

export interface MockOperationOptions extends DeclaredResponsesOptions {
  readonly dynamic: boolean;
  /** Whether a request may ask for a status that isn't declared. Default: false. */
  readonly allowUndeclared?: boolean;
}

/** One operation of the contract, with all that its responses are made from. */
export class MockOperation {
  readonly operation: Operation;
  readonly excerpt: Excerpt;
  readonly instances: Instances;
  readonly responses: ResponseContract;
  /** The response example for a request that equals one of the contract's request examples. */
  readonly preferencesFor: (request: ReadRequest) => Preferences;
  readonly #contract: ContractOperations;
  readonly #options: MockOperationOptions;
  readonly reader: RequestReader;
  /** Of its conditional requests; undefined where the contract has none. */
  readonly conditions: Conditions | undefined;
  /** In its records; undefined if they have none. */
  readonly links: RecordLinks | undefined;
  /** By the parameter that chooses the properties of records; undefined if there is none. */
  readonly selection: FieldSelection | undefined;
  /** Where its response has the records that those of it refer to; undefined if it has none. */
  readonly included: IncludedPlace | undefined;
  /** The repaired form of responses with records, which are sent again. */
  readonly #repaired = new WeakMap<OperationResponse, OperationResponse>();
  readonly #declaredResponses: DeclaredResponses;

  /** @param instances of the excerpt's document, as responses have them */
  constructor(
    contract: ContractDocument,
    excerpt: Excerpt,
    instances: Instances,
    operation: Operation,
    options: MockOperationOptions,
  ) {
    this.operation = operation;
    this.#options = options;
    this.excerpt = excerpt;
    this.instances = instances;
    this.preferencesFor = createExampleMatcher(this.excerpt);
    this.#contract = { document: this.excerpt.document, operations: [this.excerpt.operation] };
    this.responses = new ResponseContract(this.#contract, this.excerpt.operation, (body, { mediaType, pointer }) =>
      this.instances.validator.validate(body, joinPointer(pointer, 'content', mediaType, 'schema')),
    );
    this.conditions = findConditions(contract.document, operation, this.responses, instances);
    this.links = findRecordLinks(contract.document, operation);
    this.selection = findFieldSelection(excerpt.document, excerpt.operation);
    this.included = findIncluded(excerpt.document, excerpt.operation);
    const allow = () => allowedMethods(contract.document, operation);
    this.#declaredResponses = new DeclaredResponses(excerpt, this.responses, instances, options, allow);
    let validator: RequestValidator | undefined;
    const makeValidation = (_operation: Operation, mediaType: string | undefined) => {
      validator ??= this.#makeValidator();
      return validator.forMediaType(mediaType);
    };
    this.reader = new RequestReader(this.#contract, this.excerpt.operation, this.responses, makeValidation, false);
  }

  #makeValidator(): RequestValidator {
    const validator = new RequestValidator(this.excerpt);
    for (const { message, pointer } of validator.brokenDefaults) this.#options.onBroken(message, pointer);
    return validator;
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

  /** The response to what doesn't go with the records there are, such as a new one with the id of another. */
  respondConflict(why: string): OperationResponse {
    return this.#declared(errorResponse(this.#context, 409, why));
  }

  /** The response to a request whose condition doesn't hold, or that has to have one. */
  respondFailedCondition(status: 412 | 428): OperationResponse {
    return this.#declared(errorResponse(this.#context, status, likelyReason(status)));
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
    if (code !== undefined && code >= 400 && example === undefined && !dynamic) {
      const failure = this.#declaredResponses.hasExamples(code) ? undefined : this.#failure(code);
      if (failure && this.responses.check(failure).length === 0) return failure;
    }
    return this.#declaredResponses.respond(accept, { code, example, dynamic });
  }

  /** A response of a status that the contract doesn't declare, in the form of its other failures. */
  respondUndeclared(status: number): OperationResponse {
    return status < 400 ? { status } : errorResponse(this.#context, status, likelyReason(status));
  }

  /** A failure of a declared status as the server would send it, in the case that the status is usually for. */
  #failure(status: number): OperationResponse {
    if (status === 401) return this.#challenge();
    if (status === 400 || status === 422) return this.reject({ status, errors: [likelyError(this.excerpt)] });
    return this.#declared(errorResponse(this.#context, status, likelyReason(status)));
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
    const repair = () => repairResponse(response, this.responses, this.instances).response;
    return withinTime(repairMs, repair, undefined) ?? serializeResponse(response, this.responses, this.instances);
  }
}
