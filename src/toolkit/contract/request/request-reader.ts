import { setImmediate } from 'node:timers/promises';
import { acceptableTypes } from '../document/accept.ts';
import type { ContractDocument, Operation } from '../document/operations.ts';
import { RequestValidationError, validationStopped } from '../response/request-validation-error.ts';
import type { ResponseContract } from '../response/response.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { Turns } from '../schema/limits/turns.ts';
import { ValidationStopped, validationClock } from '../schema/limits/validation-clock.ts';
import { continueWith, isPromised } from './continuation.ts';
import { ParameterReader, type ReadParameters } from './parameter-reader.ts';
import { BodyReader, isLarge, type ReadBody, readMs } from './request-body.ts';

/** The values to validate. Validation fills in defaults. */
export interface RequestValues {
  readonly parameters: ReadParameters;
  readonly body: unknown;
  /** Whether the body is so large that single steps may take milliseconds. Default: false. */
  readonly isLarge?: boolean;
}

/** @throws {ValidationStopped} synchronously or not, if there is no verdict in time */
export type ValidateRequest = (values: RequestValues) => RequestError[] | Promise<RequestError[]>;

/** Makes the validation of requests with a media type of the contract, or with no body that is validated. */
export type MakeValidation = (operation: Operation, mediaType: string | undefined) => ValidateRequest;

/** A request as it was received. */
export interface RawRequest {
  /** Without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The variables of the path, percent-encoded. */
  readonly variables: Readonly<Record<string, string>>;
  readonly bytes: Buffer | undefined;
}

/** A request as its contract describes it. */
export interface ReadRequest {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  readonly mediaType: string | undefined;
  readonly body: unknown;
}

/** A parsed body takes many times the memory of its bytes: of the large ones, one at a time is parsed and judged. */
const largeTurns = new Turns();

/** Reads and validates the requests of one operation: the statuses 415, 400 and 406, in this order. */
export class RequestReader {
  readonly #operation: Operation;
  readonly #parameters: ParameterReader;
  readonly #body: BodyReader;
  readonly #responses: ResponseContract;
  readonly #makeValidation: MakeValidation;
  readonly #validations = new Map<string | undefined, ValidateRequest>();

  constructor(
    { document }: ContractDocument,
    operation: Operation,
    responses: ResponseContract,
    makeValidation: MakeValidation,
    allowUnknownQueryParameters: boolean,
  ) {
    this.#operation = operation;
    this.#responses = responses;
    this.#makeValidation = makeValidation;
    this.#parameters = new ParameterReader(document, operation, allowUnknownQueryParameters);
    this.#body = new BodyReader(document, operation);
  }

  /** @throws {RequestValidationError} synchronously or not: 415, 400 with every error, 413 or 503 where validation takes too long, or 406 */
  read(request: RawRequest): ReadRequest | Promise<ReadRequest> {
    try {
      const reading = this.#read(request);
      return isPromised(reading) ? reading.catch(throwStopped) : reading;
    } catch (error) {
      return throwStopped(error);
    }
  }

  #read(request: RawRequest): ReadRequest | Promise<ReadRequest> {
    if (isLarge(request.bytes)) return this.#readLarge(request);
    return this.#validate(request, this.#readBody(request));
  }

  async #readLarge(request: RawRequest): Promise<ReadRequest> {
    const release = await largeTurns.take();
    try {
      await setImmediate();
      const read = this.#readBody(request);
      await setImmediate();
      // What goes on with pauses has a turn of its own, and isn't waited for here.
      return this.#validate(request, read);
    } finally {
      release();
    }
  }

  #readBody({ bytes, headers }: RawRequest): ReadBody {
    return this.#body.read(bytes, headers['content-type'] as string | undefined);
  }

  #validate({ query, headers, variables, bytes }: RawRequest, read: ReadBody): ReadRequest | Promise<ReadRequest> {
    const parameters = validationClock.run(readMs, () => this.#parameters.read({ path: variables, query, headers }));
    const values = { parameters, body: read.body, isLarge: isLarge(bytes) };
    return continueWith(this.#validationFor(read.declaredType)(values), (errors) => {
      if (errors.length > 0) throw new RequestValidationError(400, errors);
      this.#checkAccept(headers['accept'] as string | undefined);
      return {
        path: parameters.path,
        query: parameters.query,
        headers: parameters.header,
        cookies: parameters.cookie,
        mediaType: read.mediaType,
        body: read.finish ? read.finish(values.body) : values.body,
      };
    });
  }

  #checkAccept(accept: string | undefined): void {
    if (accept === undefined || accept === '*/*') return;
    const types = this.#responses.successTypes;
    if (types.length === 0 || types.includes('*/*') || acceptableTypes(accept, types).length > 0) return;
    throw new RequestValidationError(406, [{ in: 'header', path: ['Accept'], keyword: 'accept', value: accept }]);
  }

  #validationFor(mediaType: string | undefined): ValidateRequest {
    const known = this.#validations.get(mediaType);
    if (known) return known;
    const made = this.#makeValidation(this.#operation, mediaType);
    this.#validations.set(mediaType, made);
    return made;
  }
}

function throwStopped(error: unknown): never {
  throw error instanceof ValidationStopped ? validationStopped(error) : error;
}
