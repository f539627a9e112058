import type { Request, Response } from 'express';
import { challengesOf } from '../contract/document/credentials.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { type ReadRequest, RequestReader } from '../contract/request/request-reader.ts';
import { failureResponse, validationFailureResponse } from '../contract/response/failure.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import { type OperationResponse, ResponseContract } from '../contract/response/response.ts';
import { createBytesReader } from './body-bytes.ts';
import { ResponseWriter, type ResponseWriterOptions } from './response-writer.ts';
import { createGuard, type SecurityHandlers, type Verdict } from './security.ts';
import type { Validators } from './validators.ts';

/** What a handler gets beside the request that the contract describes. */
export interface RequestContext<Identity = unknown> {
  /** What the security handler answered; undefined where the operation asks for no credentials. */
  readonly identity: Identity;
  /** Express's request, for what the contract doesn't describe. */
  readonly request: Request;
}

/**
 * Is asked when it is known who sends a request, before its body is read; an answer goes out in the handler's stead. Where
 * nobody is known who may, `identity` is undefined, and the request is refused afterwards.
 */
export type BeforeBody = (
  context: RequestContext,
) => OperationResponse | undefined | Promise<OperationResponse | undefined>;

export type AnyHandler = (request: object, context: RequestContext) => OperationResponse | Promise<OperationResponse>;

export interface OperationServerOptions extends ResponseWriterOptions {
  readonly security: SecurityHandlers;
  readonly beforeBody: BeforeBody | undefined;
  readonly bodyLimit: number;
  readonly allowUnknownQueryParameters: boolean;
}

/** Serves the requests of one operation: the verdicts in their order, then the handler, then the exit. */
export class OperationServer {
  readonly exit: ResponseWriter;
  readonly #contract: Contract;
  readonly #operation: Operation;
  readonly #handler: AnyHandler;
  readonly #responses: ResponseContract;
  readonly #guard: (request: Request) => Verdict | Promise<Verdict>;
  readonly #readBytes: ReturnType<typeof createBytesReader>;
  readonly #reader: RequestReader;
  readonly #beforeBody: BeforeBody | undefined;

  constructor(operation: Operation, handler: AnyHandler, validators: Validators, options: OperationServerOptions) {
    const { contract, security, bodyLimit, allowUnknownQueryParameters, beforeBody: admit } = options;
    this.#contract = contract;
    this.#operation = operation;
    this.#handler = handler;
    this.#beforeBody = admit;
    this.#responses = new ResponseContract(contract, operation, validators.forResponses(operation));
    this.exit = new ResponseWriter(options, operation, this.#responses);
    this.#guard = createGuard(contract, security, operation);
    this.#readBytes = createBytesReader(bodyLimit);
    const makeValidation = validators.forRequest.bind(validators);
    this.#reader = new RequestReader(contract, operation, this.#responses, makeValidation, allowUnknownQueryParameters);
  }

  /** @param variables what stands in the path, percent-encoded */
  async serve(request: Request, response: Response, variables: Record<string, string>): Promise<void> {
    response.locals['operationId'] = this.#operation.operationId;
    try {
      const verdict = await this.#guard(request);
      const isRefused = 'status' in verdict;
      const context = { identity: isRefused ? undefined : verdict.identity, request };
      const turnedAway = await this.#beforeBody?.(context);
      if (turnedAway) this.exit.send(response, turnedAway, 'handler');
      else if (isRefused) this.#deny(response, verdict.status);
      else {
        const answer = await this.#handler(await this.#read(request, response, variables), context);
        this.exit.send(response, answer, 'handler');
      }
    } catch (error) {
      this.#end(response, error);
    }
  }

  /** Whatever happens here, the request gets an answer, and the process lives. */
  #end(response: Response, error: unknown): void {
    try {
      if (error instanceof RequestValidationError) this.refuse(response, error);
      else this.exit.fail(response, error);
    } catch (fault) {
      this.exit.fail(response, fault);
    }
  }

  /** Answers a request that doesn't keep the contract. */
  refuse(response: Response, { status, errors }: RequestValidationError, headers?: OperationResponse['headers']): void {
    // What is left of a body that is too large isn't read.
    const closing = status === 413 ? { connection: 'close' } : {};
    const answer = validationFailureResponse(this.#contract, this.#operation, status, errors);
    this.exit.send(response, { ...answer, headers: { ...headers, ...closing } }, 'app');
  }

  #deny(response: Response, status: 401 | 403): void {
    const given = status === 403 && !this.#responses.declares(403) ? 401 : status;
    const answer = failureResponse(this.#contract, this.#operation, given);
    const challenge = given === 401 ? { 'WWW-Authenticate': challengesOf(this.#contract, this.#operation) } : {};
    this.exit.send(response, { ...answer, headers: { ...challenge, ...answer.headers } }, 'app');
  }

  async #read(request: Request, response: Response, variables: Record<string, string>): Promise<ReadRequest> {
    const bytes = await this.#readBytes(request, response);
    return this.#reader.read({ url: request.url, headers: request.headers, variables, bytes });
  }
}
