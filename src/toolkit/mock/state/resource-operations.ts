import { valueAt } from '../../contract/document/json-pointer.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Action, IdSource, Resource, ResourceOperation } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperation } from '../mock-operation.ts';
import type { MockOperations } from '../mock-operations.ts';

/** The operations on one resource, by action. */
export class ResourceOperations {
  readonly #resource: Resource;
  readonly #operations: MockOperations;

  constructor(resource: Resource, operations: MockOperations) {
    this.#resource = resource;
    this.#operations = operations;
  }

  get(action: Action): MockOperation | undefined {
    const found = this.#resource.operations.get(action);
    return found && this.#operations.get(found.operation);
  }

  /**
   * The response that the contract has for an action, without any state.
   * @param status of the declared success if it isn't given
   * @returns undefined if the action or the status isn't declared
   */
  async declaredResponse(action: Action, status?: number, accept?: string): Promise<OperationResponse | undefined> {
    const prepared = this.get(action);
    if (!prepared || (status !== undefined && !prepared.responses.declares(status))) return undefined;
    return prepared.respond(accept, { dynamic: false, ...(status !== undefined && { code: status }) });
  }

  /** 201 for a POST that declares it beside others: a 200 is for what was there. */
  createdStatus(action: Action): 201 | undefined {
    const responses = action === 'create' ? this.get(action)?.operation.node.responses : undefined;
    return responses && Object.hasOwn(responses, '201') ? 201 : undefined;
  }

  /** The response of a PUT that creates a record; undefined if the contract doesn't let it create one. */
  async creatingResponse(action: Action): Promise<OperationResponse | undefined> {
    if (action !== 'replace' || this.#resource.operations.get(action)?.id?.in !== 'path') return undefined;
    const created = await this.declaredResponse(action, 201);
    if (created) return created;
    return (await this.declaredResponse(action, 404)) ? undefined : this.declaredResponse(action);
  }

  /** The id of the record that a request is about. */
  readId(action: Action, request: ReadRequest): unknown {
    const source = this.#resource.operations.get(action)?.id;
    return source && idIn(request, source);
  }
}

export function idIn(request: ReadRequest, source: IdSource): unknown {
  if (source.in === 'body') return valueAt(request.body, `#${source.name}`);
  return source.in === 'header' ? request.headers[source.name] : request[source.in][source.name];
}

/** The request that reads the record with an id. @returns undefined if it can't name the record */
export function requestForRead(
  { id: source }: ResourceOperation,
  request: ReadRequest,
  id: unknown,
): ReadRequest | undefined {
  const plain = { ...request, query: {}, body: undefined };
  if (!source) return plain;
  if (id === undefined || (source.in !== 'path' && source.in !== 'query')) return undefined;
  return { ...plain, [source.in]: { ...plain[source.in], [source.name]: id } };
}
