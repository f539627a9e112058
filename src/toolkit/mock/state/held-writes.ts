import { pointerTokens, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import type { Operation } from '../../contract/document/operations.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { propertiesAt, successOf } from '../../contract/resource/record-shape.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperations } from '../mock-operations.ts';
import type { HeldList } from './lists/held-lists.ts';
import type { ResourceState } from './resource-state.ts';

/** What writes to a list inside of an object. */
export class HeldWrites {
  readonly #operations: MockOperations;
  readonly #clearing: ReadonlyMap<Operation, ResourceState>;
  readonly #holders: ReadonlyMap<Operation, Operation>;

  constructor(held: readonly { readonly list: HeldList; readonly state: ResourceState }[], operations: MockOperations) {
    this.#operations = operations;
    this.#clearing = new Map(held.flatMap(({ list, state }) => list.clearing.map((one) => [one, state] as const)));
    this.#holders = new Map(
      held.flatMap(({ list: { holder, resource, clearing } }) => {
        const writes = [...resource.operations.values()].filter(({ action }) => action !== 'list' && action !== 'read');
        return [...writes.map(({ operation }) => operation), ...clearing].map((one) => [one, holder] as const);
      }),
    );
  }

  /** Whether an operation empties a list. */
  clears(operation: Operation): boolean {
    return this.#clearing.has(operation);
  }

  /** @returns undefined for an operation that empties no list */
  async clear(operation: Operation, request: ReadRequest): Promise<OperationResponse | undefined> {
    const state = this.#clearing.get(operation);
    if (!state) return undefined;
    (await state.openAt(request.path))?.replaceAll([]);
    return this.#operations.get(operation).respond(undefined, { dynamic: false });
  }

  /** What reads the whole object, where a write to its list responds with that. */
  holderOf(operation: Operation): Operation | undefined {
    const holder = this.#holders.get(operation);
    if (!holder) return undefined;
    const names = [operation, holder].map((one) => {
      const prepared = this.#operations.get(one);
      const place = successOf(prepared);
      return place ? propertiesAt(prepared, place.schemaPointer).sort().join() : '';
    });
    return names[0] !== '' && names[0] === names[1] ? holder : undefined;
  }

  /** The response of a write, with the whole object as it is then. */
  withHolder(operation: Operation, response: OperationResponse, whole: unknown): OperationResponse {
    const body = (whole as OperationResponse | undefined)?.body;
    const place = successOf(this.#operations.get(operation));
    if (!place || body === undefined || valueAt(response.body, '#') === undefined) return response;
    return { ...response, body: replaceAt(response.body, pointerTokens(place.bodyPointer), body) };
  }
}
