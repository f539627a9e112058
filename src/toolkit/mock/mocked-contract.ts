import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { serverPathOf } from '../contract/document/server-path.ts';
import { tokenEndpointsOf } from '../contract/document/token-endpoints.ts';
import type { ReadRequest } from '../contract/request/request-reader.ts';
import { type Match, Router } from '../contract/request/router.ts';
import { type Action, findResources, type Resource } from '../contract/resource/resources.ts';
import { failureResponse } from '../contract/response/failure.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { createRandom } from '../instances/index.ts';
import { MockOperation, type MockOperationOptions } from './mock-operation.ts';
import type { MockRecord } from './state/record-maker.ts';
import { type Outcome, ResourceState } from './state/resource-state.ts';

export interface MockedOptions extends MockOperationOptions {
  readonly stateless: boolean;
  readonly now: () => Date;
}

interface Part {
  readonly state: ResourceState;
  readonly action: Action;
}

/** A contract, ready to be mocked: its routes, its operations as they are asked for, and its resources' state. */
export class MockedContract {
  readonly contract: Contract;
  readonly states: readonly ResourceState[];
  readonly #options: MockedOptions;
  readonly #router: Router;
  readonly #basePath: string;
  readonly #operations = new Map<Operation, MockOperation>();
  readonly #parts = new Map<Operation, Part>();
  readonly #tokenPaths: ReadonlySet<string>;

  constructor(contract: Contract, options: MockedOptions) {
    this.contract = contract;
    this.#options = options;
    this.#router = new Router(contract.operations);
    this.#basePath = serverPathOf(contract.document);
    this.#tokenPaths = new Set(tokenEndpointsOf(contract.document).map(({ path }) => path));
    const resources = options.stateless ? [] : findResources(contract);
    this.states = resources.map((resource) => this.#stateOf(resource));
  }

  /** @param path percent-encoded, without query: below the server's path, or at the root */
  find(path: string): Match | undefined {
    const isBelow = this.#basePath !== '' && path.startsWith(`${this.#basePath}/`);
    return (isBelow ? this.#router.find(path.slice(this.#basePath.length)) : undefined) ?? this.#router.find(path);
  }

  prepared(operation: Operation): MockOperation {
    const known = this.#operations.get(operation) ?? new MockOperation(this.contract, operation, this.#options);
    this.#operations.set(operation, known);
    return known;
  }

  /** What the state says to a request; undefined where there is none for it. */
  async handle(operation: Operation, request: ReadRequest, accept: string | undefined): Promise<Outcome | undefined> {
    const part = this.#parts.get(operation);
    return part?.state.handle(part.action, request, accept);
  }

  /** The answer for a path that isn't in the contract. */
  unknownPath(path: string, method: string): OperationResponse {
    if (method === 'POST' && this.#tokenPaths.has(path)) {
      const body = {
        access_token: 'mock-token',
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: 'mock-refresh',
      };
      return { status: 200, headers: { 'Cache-Control': 'no-store' }, body };
    }
    return failureResponse(this.contract, undefined, 404);
  }

  #stateOf(resource: Resource): ResourceState {
    const { now, seed } = this.#options;
    const state = new ResourceState(resource, {
      prepare: (action) => {
        const operation = resource.operations.get(action)?.operation;
        return operation && this.prepared(operation);
      },
      declaredResponse: async (action, status, accept) => {
        const prepared = this.prepared(resource.operations.get(action)?.operation as Operation);
        if (status !== undefined && !prepared.responses.declares(status)) return undefined;
        return prepared.answer(accept, { dynamic: false, ...(status !== undefined && { code: status }) });
      },
      now,
      makeUuid: seed === undefined ? randomUUID : createUuids(seed),
    });
    for (const { action, operation } of resource.operations.values()) this.#parts.set(operation, { state, action });
    return state;
  }

  /** Goes on with the records of an older contract. */
  adopt(older: MockedContract): void {
    for (const state of this.states) {
      const known = older.states.find((other) => other.resource.path === state.resource.path);
      if (known) state.adopt(known);
    }
  }

  /** What was found of resources, and what could not be: in words, for who starts the mock. */
  describeState(): string[] {
    const lines = this.states.map(({ resource: { path, operations, foundBy } }) => {
      const missing = (['list', 'read', 'replace', 'patch', 'delete'] as const).filter(
        (action) => !operations.has(action),
      );
      const lacks = missing.length === 0 ? '' : `; it has no ${missing.join(', ')}`;
      return `${path} is kept: ${[...operations.keys()].join(', ')} (from ${foundBy})${lacks}`;
    });
    const writes = this.contract.operations.filter(({ method }) => /^(post|put|patch|delete)$/.test(method));
    const isToken = ({ path }: Operation) => this.#tokenPaths.has(this.#basePath + path);
    const others = writes.filter((operation) => !this.#parts.has(operation) && !isToken(operation));
    const names = others.slice(0, 5).map(({ operationId }) => operationId);
    const more = others.length > 5 ? ` and ${others.length - 5} more` : '';
    if (others.length > 0)
      lines.push(`nothing is kept of ${names.join(', ')}${more}: neither links nor paths say what of`);
    return lines;
  }

  /** The records that each collection begins with. */
  seed(records: Readonly<Record<string, readonly MockRecord[]>>): void {
    for (const state of this.states) state.seed(records[state.resource.path] ?? []);
  }
}

function createUuids(seed: string): () => string {
  const next = createRandom(`uuid ${seed}`);
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(next() * 16).toString(16)).join('');
  return () => `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}

/** Where the contract's password flows get their tokens, if that is no operation of it. */
