import type { Request, Response } from 'express';
import { challengesOf } from '../contract/credentials.ts';
import { failureAnswer, validationFailureAnswer } from '../contract/failure.ts';
import type { Contract } from '../contract/load-contract.ts';
import type { Operation } from '../contract/operations.ts';
import { type ReadRequest, RequestReader } from '../contract/request-reader.ts';
import { RequestRefused } from '../contract/request-refused.ts';
import { type Answer, ResponseContract } from '../contract/response.ts';
import { createBytesReader } from './body-bytes.ts';
import { Exit, type ExitOptions } from './exit.ts';
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
export type Admit = (context: RequestContext) => Answer | undefined | Promise<Answer | undefined>;

export type AnyHandler = (request: object, context: RequestContext) => Answer | Promise<Answer>;

export interface OperationServerOptions extends ExitOptions {
  readonly security: SecurityHandlers;
  readonly admit: Admit | undefined;
  readonly bodyLimit: number;
  readonly allowUnknownQueryParameters: boolean;
}

/** Serves the requests of one operation: the verdicts in their order, then the handler, then the exit. */
export class OperationServer {
  readonly exit: Exit;
  readonly #contract: Contract;
  readonly #operation: Operation;
  readonly #handler: AnyHandler;
  readonly #responses: ResponseContract;
  readonly #guard: (request: Request) => Verdict | Promise<Verdict>;
  readonly #readBytes: ReturnType<typeof createBytesReader>;
  readonly #reader: RequestReader;
  readonly #admit: Admit | undefined;

  constructor(operation: Operation, handler: AnyHandler, validators: Validators, options: OperationServerOptions) {
    const { contract, security, bodyLimit, allowUnknownQueryParameters, admit } = options;
    this.#contract = contract;
    this.#operation = operation;
    this.#handler = handler;
    this.#admit = admit;
    this.#responses = new ResponseContract(contract, operation, validators.forResponses(operation));
    this.exit = new Exit(options, operation, this.#responses);
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
      const turnedAway = await this.#admit?.(context);
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
      if (error instanceof RequestRefused) this.refuse(response, error);
      else this.exit.fail(response, error);
    } catch (fault) {
      this.exit.fail(response, fault);
    }
  }

  /** Answers a request that doesn't keep the contract. */
  refuse(response: Response, { status, errors }: RequestRefused, headers?: Answer['headers']): void {
    // What is left of a body that is too large isn't read.
    const closing = status === 413 ? { connection: 'close' } : {};
    const answer = validationFailureAnswer(this.#contract, this.#operation, status, errors);
    this.exit.send(response, { ...answer, headers: { ...headers, ...closing } }, 'app');
  }

  #deny(response: Response, status: 401 | 403): void {
    const given = status === 403 && !this.#responses.declares(403) ? 401 : status;
    const answer = failureAnswer(this.#contract, this.#operation, given);
    const challenge = given === 401 ? { 'WWW-Authenticate': challengesOf(this.#contract, this.#operation) } : {};
    this.exit.send(response, { ...answer, headers: { ...challenge, ...answer.headers } }, 'app');
  }

  async #read(request: Request, response: Response, variables: Record<string, string>): Promise<ReadRequest> {
    const bytes = await this.#readBytes(request, response);
    return this.#reader.read({ url: request.url, headers: request.headers, variables, bytes });
  }
}
