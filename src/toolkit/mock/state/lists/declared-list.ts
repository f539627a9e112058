import { isObject } from '../../../contract/document/is-object.ts';
import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { isListOf, isReadList } from '../../../contract/resource/read-list.ts';
import { findListPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import type { MockOperations } from '../../mock-operations.ts';
import { RecordResponses, type SentRequest } from '../record-responses.ts';
import { ResourceOperations } from '../resource-operations.ts';
import { ListResponses } from './list-responses.ts';

/** Lists that no request changes: they are filtered, sorted and paged as any other. */
export class DeclaredLists {
  readonly #operations: MockOperations;
  readonly #lists = new Map<Operation, DeclaredList>();

  constructor(operations: MockOperations) {
    this.#operations = operations;
  }

  /**
   * @param whole the response with all; undefined for that of the contract
   * @returns undefined if the response has no list, or the request asks for nothing
   */
  async list(
    operation: Operation,
    request: ReadRequest,
    sent: SentRequest,
    whole: OperationResponse | undefined,
  ): Promise<OperationResponse | undefined> {
    if (!isReadList(operation) || Object.values(request.query).every((value) => value === undefined)) return undefined;
    const list = this.#lists.get(operation) ?? new DeclaredList(operation, this.#operations);
    this.#lists.set(operation, list);
    return list.list(request, sent, whole);
  }
}

class DeclaredList {
  readonly #operation: Operation;
  readonly #operations: MockOperations;
  readonly #lists: ListResponses;

  constructor(operation: Operation, operations: MockOperations) {
    const resource: Resource = {
      path: operation.path,
      operations: new Map([['list', { action: 'list', operation }]]),
      idInResponse: undefined,
      foundBy: 'paths',
    };
    const own = new ResourceOperations(resource, operations);
    this.#operation = operation;
    this.#operations = operations;
    this.#lists = new ListResponses(resource, own, new RecordResponses(resource, own));
  }

  async list(
    request: ReadRequest,
    sent: SentRequest,
    whole: OperationResponse | undefined,
  ): Promise<OperationResponse | undefined> {
    const prepared = this.#operations.get(this.#operation);
    const place = findListPlace(prepared, 'id') ?? findListPlace(prepared, undefined);
    if (!place || !isListOf(this.#operation, place.bodyPointer)) return undefined;
    // What is asked for is compared with what is shown.
    const { body } = whole
      ? prepared.repair(whole)
      : await prepared.respond(undefined, prepared.preferencesFor(request));
    const items = valueAt(body, `#${place.bodyPointer}`);
    if (!Array.isArray(items) || !items.every(isObject)) return undefined;
    const records = new Map(items.map((item, index) => [String(index), item]));
    return this.#lists.pageOf(records, request, sent, place);
  }
}
