import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CredentialsRequest } from '../contract/document/credentials.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { secretQueryNames } from '../contract/document/secret-query-names.ts';
import { basePathsOf, serverPathOf } from '../contract/document/server-path.ts';
import { tokenPathsOf } from '../contract/document/token-endpoints.ts';
import { type Rejection, RequestPipeline, splitTarget } from '../contract/request/request-pipeline.ts';
import type { Resource } from '../contract/resource/resources.ts';
import { failureResponse } from '../contract/response/failure.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { createRandom } from '../instances/index.ts';
import type { MockOperationOptions } from './mock-operation.ts';
import { MockOperations } from './mock-operations.ts';
import { ContractState } from './state/contract-state.ts';
import { describeIgnored } from './state/lists/ignored-parameters.ts';
import type { MockedResources } from './state/lists/listed-resources.ts';
import { mockedResourcesOf } from './state/mocked-resources.ts';
import type { ExampleData } from './state/records/example-data.ts';

export interface MockedOptions extends MockOperationOptions {
  /** In bytes, after decoding. */
  readonly bodyLimit: number;
  readonly stateless: boolean;
  readonly data: ExampleData;
}

/** A contract, ready to be mocked: the pipeline of its requests, and its operations. */
export class MockedContract {
  readonly contract: Contract;
  readonly pipeline: RequestPipeline<undefined>;
  readonly operations: MockOperations;
  readonly #options: MockedOptions;
  /** The names in a query whose values are not logged. */
  readonly secretQueryNames: ReadonlySet<string>;
  readonly #basePath: string;
  readonly #tokenPaths: ReadonlySet<string>;

  constructor(contract: Contract, options: MockedOptions) {
    this.contract = contract;
    this.#options = options;
    this.secretQueryNames = secretQueryNames(contract);
    this.operations = new MockOperations(contract, options);
    this.#basePath = serverPathOf(contract.document);
    this.#tokenPaths = tokenPathsOf(contract.document);
    this.pipeline = new RequestPipeline({
      operations: contract.operations,
      basePathsOf: (operation) => [...new Set([...basePathsOf(contract.document, operation), ''])],
      bodyLimit: options.bodyLimit,
      authenticate: (operation, message) =>
        this.operations.get(operation).isAuthorized(message as CredentialsRequest)
          ? { identity: undefined }
          : { status: 401 },
      readerFor: (operation) => this.operations.get(operation).reader,
    });
  }

  /** None where requests change nothing. */
  get resources(): readonly Resource[] {
    return this.#mocked.resources;
  }

  get #mocked(): MockedResources {
    return this.#options.stateless ? noResources : mockedResourcesOf(this.contract);
  }

  /** The records of the start. @param now the clock for their timestamps */
  createState(now: () => Date): ContractState {
    const { seed } = this.#options;
    const makeUuid = seed === undefined ? randomUUID : createUuids(seed);
    return new ContractState(this.contract, this.#mocked, this.operations, { now, makeUuid }, this.#options.data);
  }

  /** The response for a target or a method that the contract doesn't have, or for a token URL that is no operation. */
  rejectUnrouted(rejection: Rejection, { method, url = '/' }: IncomingMessage): OperationResponse {
    const [sibling] = rejection.route?.operations.values() ?? [];
    if (sibling) return this.operations.get(sibling).reject(rejection);
    const isToken = method === 'POST' && this.#tokenPaths.has(splitTarget(url).path);
    return isToken ? tokenResponse : failureResponse(this.contract, undefined, 404);
  }

  /** Which resources are stateful and which operations aren't, in words, for the start of the mock. */
  describeState(state: ContractState): string[] {
    const lines = state.describe();
    const writes = this.contract.operations.filter(({ method }) => /^(post|put|patch|delete)$/.test(method));
    const isToken = ({ path }: Operation) => this.#tokenPaths.has(this.#basePath + path);
    const others = writes.filter((operation) => !state.has(operation) && !isToken(operation));
    const names = others.slice(0, 5).map(({ operationId }) => operationId);
    const more = others.length > 5 ? ` and ${others.length - 5} more` : '';
    const isOne = others.length === 1;
    if (others.length > 0)
      lines.push(
        `${names.join(', ')}${more} ${isOne ? 'is' : 'are'} stateless: ` +
          `neither links nor paths say which resource ${isOne ? 'it writes' : 'they write'}`,
      );
    return [...lines, ...describeIgnored(this.contract, state.lists)];
  }
}

const noResources: MockedResources = {
  resources: [],
  views: [],
  singletons: [],
  held: [],
  recordActions: [],
  uploads: [],
  attached: [],
  bulk: [],
  singletonChanges: [],
  signIns: { operations: [], profile: undefined, hasJwt: false },
};

function createUuids(seed: string): () => string {
  const next = createRandom(`uuid ${seed}`);
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(next() * 16).toString(16)).join('');
  return () => `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1 */
const tokenResponse: OperationResponse = {
  status: 200,
  headers: { 'Cache-Control': 'no-store' },
  body: { access_token: 'mock-token', token_type: 'bearer', expires_in: 3600, refresh_token: 'mock-refresh' },
};
