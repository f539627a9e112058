import { isObject } from '../../../contract/document/is-object.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import type { MockOperations } from '../../mock-operations.ts';
import { changeRecord } from '../actions/record-change.ts';
import { deleteRecord } from '../deletions/delete-record.ts';
import type { OpenCollection } from '../open-collection.ts';
import type { SentRequest } from '../record-responses.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { ResourceState } from '../resource-state.ts';
import type { BulkOperation } from './bulk-operations.ts';
import { type BulkResult, bulkResponse } from './bulk-response.ts';

/** Creates, changes or deletes many records in one request. */
export class BulkState {
  readonly #bulk: BulkOperation;
  readonly #state: ResourceState;
  readonly #operations: MockOperations;

  constructor(bulk: BulkOperation, state: ResourceState, operations: MockOperations) {
    this.#bulk = bulk;
    this.#state = state;
    this.#operations = operations;
  }

  /** In words, for the start of the mock. */
  get description(): string {
    const { operation, action } = this.#bulk;
    const verb = { create: 'creates', patch: 'changes', delete: 'deletes' }[action];
    return `${operation.operationId} ${verb} many records of ${this.#state.resource.path}`;
  }

  /** @returns undefined if the request has no list, or records have no id */
  async handle(request: ReadRequest, { accept }: SentRequest): Promise<OperationResponse | undefined> {
    const { operation, list, action } = this.#bulk;
    const { body } = request;
    const sent = list === undefined ? body : isObject(body) ? body[list] : undefined;
    const open = Array.isArray(sent) ? await this.#state.openAt(request.path) : undefined;
    if (!Array.isArray(sent) || !open) return undefined;
    const { [list ?? '']: _, ...beside } = isObject(body) ? body : {};
    const results: BulkResult[] = [];
    // One after the other: ids are counted.
    for (const one of sent) results.push(await this.#apply(one, beside, open, request));
    const prepared = this.#operations.get(operation);
    const plain = await prepared.respond(accept, { dynamic: false });
    return bulkResponse(prepared, plain, action, results, open.idProperty);
  }

  async #apply(one: unknown, beside: object, open: OpenCollection, request: ReadRequest): Promise<BulkResult> {
    const { action, hasIds } = this.#bulk;
    const { idProperty } = open;
    const sent = isObject(one) ? one : {};
    const id = isObject(one) ? sent[idProperty] : one;
    if (action === 'create') return this.#create(sent, open, request);
    const current = open.record(id);
    if (!current) return { record: undefined, id, error: 'there is no such record' };
    if (action === 'delete') {
      deleteRecord(this.#state, current, open);
      return { record: current, id: current[idProperty], error: undefined };
    }
    const set = hasIds ? changesIn(beside) : sent;
    return { record: this.#change(current, set, open), id: current[idProperty], error: undefined };
  }

  #change(current: MockRecord, set: MockRecord, open: OpenCollection): MockRecord {
    const { change } = this.#bulk;
    const { maker, idProperty } = open;
    const own = Object.entries(set).filter(([name]) => maker.properties.includes(name) && name !== idProperty);
    const writer = this.#state.resource.operations.get('patch')?.operation;
    const merged = { ...current, ...Object.fromEntries(own) };
    const plain = maker.isSound(merged) ? merged : current;
    const changed = writer ? maker.patch(current, set, this.#operations.get(writer), undefined) : plain;
    return open.put(change ? changeRecord(changed, change, this.#state.now(), maker) : changed);
  }

  /** As one alone is created, where the contract has that. */
  async #create(sent: MockRecord, open: OpenCollection, request: ReadRequest): Promise<BulkResult> {
    const { idProperty, maker } = open;
    let record: MockRecord | undefined;
    if (this.#state.resource.operations.has('create')) {
      const single = { ...request, query: {}, body: sent };
      await this.#state.handle('create', single, { accept: undefined, url: '' }, (made) => {
        record = made;
      });
    } else {
      const id = maker.ids.from(sent[idProperty] ?? undefined) ?? open.nextId();
      if (id !== undefined) record = open.put(maker.complete({ ...sent, [idProperty]: id }));
    }
    const error = record ? undefined : 'it was there already, or refers to what is not';
    return { record, id: record?.[idProperty], error };
  }
}

/** What is to be set in all records: what stands beside their ids, or in an object there. */
function changesIn(beside: object): MockRecord {
  const entries = Object.entries(beside);
  const [only] = entries;
  return entries.length === 1 && isObject(only?.[1]) ? only[1] : Object.fromEntries(entries);
}
