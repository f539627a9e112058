import type { Request, Response } from 'express';
import { challengesOf } from '../contract/document/credentials.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import type { Authentication, Rejection } from '../contract/request/request-pipeline.ts';
import { RequestReader } from '../contract/request/request-reader.ts';
import { failureResponse, validationFailureResponse } from '../contract/response/failure.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import { type OperationResponse, ResponseContract } from '../contract/response/response.ts';
import { ResponseWriter, type ResponseWriterOptions } from './response-writer.ts';
import { createGuard, type SecurityHandlers, type Verdict } from './security.ts';
import type { Validators } from './validators.ts';

/** What a handler gets in addition to the request that the contract describes. */
export interface RequestContext<Identity = unknown> {
  /** What the security handler returned; undefined if the operation requires no credentials. */
  readonly identity: Identity;
  /** Express's request, for what the contract doesn't describe. */
  readonly request: Request;
  /**
   * The body's bytes, without any content coding, for what has to be taken as it was sent, such as what a signature is of.
   * Undefined without a body, and before it is read.
   */
  readonly bytes?: Uint8Array | undefined;
}

/**
 * Called after authentication and before the body is read. A response that it returns is sent in place of the handler's.
 * If authentication failed, `identity` is undefined, and without a response the request is refused with 401 or 403.
 */
export type BeforeBody = (
  context: RequestContext,
) => OperationResponse | undefined | Promise<OperationResponse | undefined>;

export type AnyHandler = (request: object, context: RequestContext) => OperationResponse | Promise<OperationResponse>;

export interface OperationServerOptions extends ResponseWriterOptions {
  readonly security: SecurityHandlers;
  readonly beforeBody: BeforeBody | undefined;
  readonly allowUnknownQueryParameters: boolean;
}

/** One operation as it is served: who may send it, how it is read, its handler, and how its responses are written. */
export class OperationServer {
  readonly operation: Operation;
  readonly reader: RequestReader;
  readonly writer: ResponseWriter;
  readonly handle: AnyHandler;
  readonly #contract: Contract;
  readonly #responses: ResponseContract;
  readonly #guard: (request: Request) => Verdict | Promise<Verdict>;
  readonly #beforeBody: BeforeBody | undefined;

  constructor(operation: Operation, handler: AnyHandler, validators: Validators, options: OperationServerOptions) {
    const { contract, security, allowUnknownQueryParameters, beforeBody } = options;
    this.operation = operation;
    this.handle = handler;
    this.#contract = contract;
    this.#responses = new ResponseContract(contract, operation, validators.forResponses(operation));
    this.#guard = createGuard(contract, security, operation);
    this.#beforeBody = beforeBody;
    this.writer = new ResponseWriter(options, operation, this.#responses);
    const makeValidation = validators.forRequest.bind(validators);
    this.reader = new RequestReader(contract, operation, this.#responses, makeValidation, allowUnknownQueryParameters);
  }

  authenticate(request: Request): Authentication<unknown> | Promise<Authentication<unknown>> {
    return this.#beforeBody ? this.#authenticateFirst(request, this.#beforeBody) : this.#guard(request);
  }

  async #authenticateFirst(request: Request, beforeBody: BeforeBody): Promise<Authentication<unknown>> {
    const verdict = await this.#guard(request);
    const early = await beforeBody({ identity: 'identity' in verdict ? verdict.identity : undefined, request });
    return early ? { response: early } : verdict;
  }

  /** Sends the response to a request that the pipeline or the handler rejects. */
  reject(response: Response, { status, errors, route }: Rejection): void {
    if (status === 401 || status === 403) {
      this.#refuse(response, status);
      return;
    }
    const rejected = validationFailureResponse(this.#contract, this.operation, status, errors);
    const headers = {
      ...rejected.headers,
      ...(route && { Allow: route.allow }),
      // The rest of a body that is too large isn't read.
      ...(status === 413 && { connection: 'close' }),
      ...(status === 503 && { 'retry-after': '1' }),
    };
    this.writer.send(response, { ...rejected, headers }, 'app');
  }

  /** Sends the response to a request at which something was thrown: a rejection by the handler, or 500. */
  fail(response: Response, error: unknown): void {
    if (!(error instanceof RequestValidationError)) {
      this.writer.fail(response, error);
      return;
    }
    try {
      this.reject(response, error);
    } catch (malformed) {
      this.writer.fail(response, malformed);
    }
  }

  #refuse(response: Response, wanted: 401 | 403): void {
    const status = wanted === 403 && !this.#responses.declares(403) ? 401 : wanted;
    const refusal = failureResponse(this.#contract, this.operation, status);
    const challenge = status === 401 ? { 'WWW-Authenticate': challengesOf(this.#contract, this.operation) } : {};
    this.writer.send(response, { ...refusal, headers: { ...challenge, ...refusal.headers } }, 'app');
  }
}
