import type { Action, Resource } from '../../contract/resource/resources.ts';
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
}
