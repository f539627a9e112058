import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CredentialsRequest } from '../contract/document/credentials.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { secretQueryNames } from '../contract/document/secret-query-names.ts';
import { basePathsOf, serverPathOf } from '../contract/document/server-path.ts';
import { tokenEndpointsOf } from '../contract/document/token-endpoints.ts';
import { type Rejection, RequestPipeline, splitTarget } from '../contract/request/request-pipeline.ts';
import type { ReadRequest } from '../contract/request/request-reader.ts';
import { type Action, findResources } from '../contract/resource/resources.ts';
import { failureResponse } from '../contract/response/failure.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { createRandom } from '../instances/index.ts';
import type { MockOperationOptions } from './mock-operation.ts';
import { MockOperations } from './mock-operations.ts';
import type { MockRecord } from './state/record-maker.ts';
import { type Outcome, ResourceState } from './state/resource-state.ts';

export interface MockedOptions extends MockOperationOptions {
  /** In bytes, after decoding. */
  readonly bodyLimit: number;
  readonly stateless: boolean;
  readonly now: () => Date;
}

/** A contract, ready to be mocked: the pipeline of its requests, its operations, and the state of its resources. */
export class MockedContract {
  readonly contract: Contract;
  readonly pipeline: RequestPipeline<undefined>;
  readonly operations: MockOperations;
  readonly states: readonly ResourceState[];
  /** The state that an operation works on, and what it does there. */
  readonly #actions: ReadonlyMap<Operation, { readonly state: ResourceState; readonly action: Action }>;
  /** The names in a query whose values are not logged. */
  readonly secretQueryNames: ReadonlySet<string>;
  readonly #basePath: string;
  readonly #tokenPaths: ReadonlySet<string>;

  constructor(contract: Contract, options: MockedOptions) {
    const { now, seed, stateless, bodyLimit } = options;
    this.contract = contract;
    this.secretQueryNames = secretQueryNames(contract);
    this.operations = new MockOperations(contract, options);
    this.#basePath = serverPathOf(contract.document);
    this.#tokenPaths = new Set(tokenEndpointsOf(contract.document).map(({ path }) => path));
    this.pipeline = new RequestPipeline({
      operations: contract.operations,
      basePathsOf: (operation) => [...new Set([...basePathsOf(contract.document, operation), ''])],
      bodyLimit,
      authenticate: (operation, message) =>
        this.operations.get(operation).isAuthorized(message as CredentialsRequest)
          ? { identity: undefined }
          : { status: 401 },
      readerFor: (operation) => this.operations.get(operation).reader,
    });
    const stamps = { now, makeUuid: seed === undefined ? randomUUID : createUuids(seed) };
    const resources = stateless ? [] : findResources(contract);
    this.states = resources.map((resource) => new ResourceState(resource, this.operations, stamps));
    const actions = this.states.flatMap((state) =>
      [...state.resource.operations.values()].map(({ action, operation }) => [operation, { state, action }] as const),
    );
    this.#actions = new Map(actions);
  }

  /** Whether an operation creates records. */
  creates(operation: Operation): boolean {
    return this.#actions.get(operation)?.action === 'create';
  }

  /** The state's result for a request; undefined if the operation has no state. */
  async handle(operation: Operation, request: ReadRequest, accept: string | undefined): Promise<Outcome | undefined> {
    // What is below a record that was deleted is gone with it.
    if (
      this.operations.get(operation).declaresMissing &&
      this.states.some((state) => state.hasLost(operation, request))
    )
      return 'deleted';
    const found = this.#actions.get(operation);
    return found?.state.handle(found.action, request, accept);
  }

  /** The response for a target or a method that the contract doesn't have, or for a token URL that is no operation. */
  rejectUnrouted(rejection: Rejection, { method, url = '/' }: IncomingMessage): OperationResponse {
    const [sibling] = rejection.route?.operations.values() ?? [];
    if (sibling) return this.operations.get(sibling).reject(rejection);
    const isToken = method === 'POST' && this.#tokenPaths.has(splitTarget(url).path);
    return isToken ? tokenResponse : failureResponse(this.contract, undefined, 404);
  }

  /** Takes over the records of an older contract. */
  adopt(older: MockedContract): void {
    for (const state of this.states) {
      const known = older.states.find((other) => other.resource.path === state.resource.path);
      if (known) state.adopt(known);
    }
  }

  /** Which resources are stateful and which operations aren't, in words, for the start of the mock. */
  describeState(): string[] {
    const lines = this.states.map(({ resource: { path, operations, foundBy } }) => {
      const missing = (['list', 'read', 'replace', 'patch', 'delete'] as const).filter(
        (action) => !operations.has(action),
      );
      const lacks = missing.length === 0 ? '' : `; it has no ${missing.join(', ')}`;
      return `${path} is stateful: ${[...operations.keys()].join(', ')} (from ${foundBy})${lacks}`;
    });
    const writes = this.contract.operations.filter(({ method }) => /^(post|put|patch|delete)$/.test(method));
    const isToken = ({ path }: Operation) => this.#tokenPaths.has(this.#basePath + path);
    const others = writes.filter((operation) => !this.#actions.has(operation) && !isToken(operation));
    const names = others.slice(0, 5).map(({ operationId }) => operationId);
    const more = others.length > 5 ? ` and ${others.length - 5} more` : '';
    if (others.length > 0)
      lines.push(`${names.join(', ')}${more} are stateless: neither links nor paths say which resource they write`);
    return lines;
  }

  /** Sets the initial records of each collection. */
  seed(records: Readonly<Record<string, readonly MockRecord[]>>): void {
    for (const state of this.states) state.seed(records[state.resource.path] ?? []);
  }
}

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
