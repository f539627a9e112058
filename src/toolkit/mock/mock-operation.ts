import { challengesOf, credentialsOf, schemeOf } from '../contract/document/credentials.ts';
import { type Excerpt, excerptOf } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { type RawRequest, type ReadRequest, RequestReader } from '../contract/request/request-reader.ts';
import { RequestValidator } from '../contract/request/request-validator.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import { type OperationResponse, ResponseContract } from '../contract/response/response.ts';
import { Instances } from '../instances/index.ts';
import { errorResponse, invalidRequestResponse } from './failures.ts';
import { createExampleMatcher } from './matching-example.ts';
import type { Preferences } from './prefer.ts';
import { type RepairedResponse, repairResponse } from './response-repair.ts';
import { type KeptAnswer, kept } from './response-writer.ts';

export interface MockOperationOptions {
  readonly dynamic: boolean;
  readonly seed: string | undefined;
  /** Whether examples of the document are sent as they stand. */
  readonly trustExamples: boolean;
  /** Is told, once for each, of examples and values that break the contract: in words, with a pointer to the response. */
  readonly onBroken: (message: string, pointer: string) => void;
}

/** How many answers of an operation are kept, as bytes would cost to make again. */
const maxCachedResponses = 100;

type Engine = InstanceType<typeof import('./engine.ts').PrismEngine>;

/** One operation of the contract, made ready when it is first asked for. */
export class MockOperation {
  readonly operation: Operation;
  readonly excerpt: Excerpt;
  readonly instances: Instances;
  readonly responses: ResponseContract;
  /** What the contract's examples prefer for a request that is one of them. */
  readonly preferencesFor: (request: ReadRequest) => Preferences;
  readonly #contract: Contract;
  readonly #options: MockOperationOptions;
  readonly #reader: RequestReader;
  readonly #kept = new Map<string, OperationResponse>();
  readonly #told = new Set<string>();
  #engine: Promise<Engine> | undefined;

  constructor(contract: Contract, operation: Operation, options: MockOperationOptions) {
    this.operation = operation;
    this.#options = options;
    this.excerpt = excerptOf(contract.document, operation, 'paths');
    this.preferencesFor = createExampleMatcher(this.excerpt);
    this.#contract = { document: this.excerpt.document, operations: [this.excerpt.operation] } as unknown as Contract;
    this.instances = new Instances(this.excerpt.document, 'response');
    this.responses = new ResponseContract(this.#contract, this.excerpt.operation, (body, { mediaType, pointer }) =>
      this.instances.validator.validate(body, joinPointer(pointer, 'content', mediaType, 'schema')),
    );
    let validator: RequestValidator | undefined;
    const makeValidation = (_operation: Operation, mediaType: string | undefined) => {
      validator ??= new RequestValidator(this.excerpt);
      return validator.forMediaType(mediaType);
    };
    this.#reader = new RequestReader(this.#contract, this.excerpt.operation, this.responses, makeValidation, false);
  }

  /** Whether a request has credentials of one of the kinds that the operation asks for; which ones is all the same. */
  isAuthorized(request: Pick<RawRequest, 'url' | 'headers'>): boolean {
    const { security } = this.operation;
    const isGiven = (name: string) => {
      const scheme = schemeOf(this.#contract, name);
      return scheme?.type === 'mutualTLS' || Boolean(credentialsOf(scheme, request));
    };
    return security.length === 0 || security.some((requirement) => Object.keys(requirement).every(isGiven));
  }

  /** @throws {RequestValidationError} */
  read(request: RawRequest): Promise<ReadRequest> {
    return this.#reader.read(request);
  }

  /** The answer to a request that is refused. */
  refuse({ status, errors }: RequestValidationError): OperationResponse {
    return invalidRequestResponse(this.#context, status, errors);
  }

  deny(): OperationResponse {
    const answer = errorResponse(this.#context, 401, 'credentials are missing');
    return {
      ...answer,
      headers: { 'WWW-Authenticate': challengesOf(this.#contract, this.operation), ...answer.headers },
    };
  }

  /** The answer for a record that isn't there. */
  missing(): OperationResponse {
    return errorResponse(this.#context, 404, 'there is no such record');
  }

  get declaresMissing(): boolean {
    return this.responses.declared(404) !== undefined;
  }

  get #context() {
    const { responses, instances } = this;
    return { contract: this.#contract, operation: this.excerpt.operation, responses, instances };
  }

  /**
   * An answer as the contract declares it, without regard to any state.
   * @throws {RequestValidationError} where what is preferred isn't declared
   */
  async answer(
    accept: string | undefined,
    { code, example, dynamic = this.#options.dynamic }: Preferences = {},
  ): Promise<OperationResponse> {
    // 1xx are no answers, but said on the way to one.
    if (code !== undefined && (code < 200 || !this.responses.declared(code))) throw notDeclared('code', code);
    const key = dynamic ? undefined : `${accept} ${code} ${example}`;
    const known = key === undefined ? undefined : this.#kept.get(key);
    if (known) return known;
    const made = await this.#make(accept, code, example, dynamic);
    if (key === undefined) return made;
    if (this.#kept.size >= maxCachedResponses) this.#kept.clear();
    const lasting = { ...made, [kept]: {} };
    this.#kept.set(key, lasting);
    return lasting;
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
    const found = await engine.answer(asked);
    if (!found && example !== undefined) throw notDeclared('example', example);
    const plain = (found && found.status >= 200 ? found : undefined) ??
      (await this.#withoutAccept(engine, asked)) ?? { status: code ?? this.#usualStatus() };
    if (this.#options.trustExamples && !dynamic && this.#hasExamples(plain.status)) return plain;
    const valueSeed = dynamic ? (seed ?? String(Math.random())) : undefined;
    const isMade = dynamic || !this.#hasExamples(plain.status);
    const mended = repairResponse(plain, this.responses, this.instances, { isMade, seed: valueSeed });
    this.#tell(mended);
    return mended.answer;
  }

  /** An answer of the state, true to the contract. */
  repair(outcome: KeptAnswer): KeptAnswer {
    const known = outcome[kept];
    if (!known) return repairResponse(outcome, this.responses, this.instances).answer;
    known.mended ??= { ...repairResponse(outcome, this.responses, this.instances).answer, [kept]: {} };
    return known.mended;
  }

  async #withoutAccept(engine: Engine, asked: Parameters<Engine['answer']>[0]): Promise<OperationResponse | undefined> {
    const answer = await engine.answer({ ...asked, accept: undefined });
    return answer && answer.status >= 200 ? answer : undefined;
  }

  #prism(): Promise<Engine> {
    this.#engine ??= import('./engine.ts').then(({ PrismEngine }) => new PrismEngine(this.excerpt));
    return this.#engine;
  }

  #usualStatus(): number {
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

  #tell({ answer: { status }, wrong }: RepairedResponse): void {
    const pointer = this.responses.declared(status)?.pointer;
    if (wrong === undefined || pointer === undefined || !this.#hasExamples(status) || this.#told.has(pointer)) return;
    this.#told.add(pointer);
    this.#options.onBroken(`an example breaks its schema, and is answered by a valid value: ${wrong}`, pointer);
  }
}

function notDeclared(name: string, value: unknown): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'header', path: ['Prefer', name], keyword: 'notDeclared', value }]);
}
