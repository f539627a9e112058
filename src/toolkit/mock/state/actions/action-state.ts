import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { isJsonApi } from '../../../contract/resource/record-shape.ts';
import type { Action, IdSource, Resource, ResourceOperation } from '../../../contract/resource/resources.ts';
import type { MockOperations } from '../../mock-operations.ts';
import type { Outcome } from '../record-requests.ts';
import { RecordResponses, type SentRequest } from '../record-responses.ts';
import { ResourceOperations } from '../resource-operations.ts';
import type { ResourceState } from '../resource-state.ts';
import type { RecordAction } from './record-actions.ts';
import { changeRecord, describeChange, hasChange, withReason } from './record-change.ts';

/** Gives records the status that an operation is named after. */
export class ActionState {
  readonly #action: RecordAction;
  readonly #state: ResourceState;
  readonly #operations: ResourceOperations;
  readonly #responses: RecordResponses;
  readonly #now: () => Date;

  constructor(action: RecordAction, state: ResourceState, operations: MockOperations, now: () => Date) {
    this.#action = action;
    this.#state = state;
    this.#now = now;
    const { operation, resource, id } = action;
    const read = resource.operations.get('read');
    const own: (readonly [Action, ResourceOperation])[] = [
      ['patch', { action: 'patch', operation, id: { in: 'path', name: id } }] as const,
      ...(read ? [['read', read] as const] : []),
    ];
    const view: Resource = { ...resource, operations: new Map(own) };
    this.#operations = new ResourceOperations(view, operations);
    this.#responses = new RecordResponses(view, this.#operations);
  }

  /** The records that it changes, and where its requests have the id of one. */
  get target(): { readonly state: ResourceState; readonly id: IdSource } {
    return { state: this.#state, id: { in: 'path', name: this.#action.id } };
  }

  /** In words, for the start of the mock. */
  get description(): string {
    return `${this.#action.operation.operationId} sets ${describeChange(this.#action)}`;
  }

  /** @returns undefined if the response tells of something else, or records have no id */
  async handle(request: ReadRequest, { accept }: SentRequest): Promise<Outcome | undefined> {
    const { id, hasOtherResult } = this.#action;
    const writer = this.#operations.get('patch');
    if (!writer) return undefined;
    let isDone = false;
    const open = await this.#state.openAt(request.path);
    if (!open) return undefined;
    const { maker, idProperty } = open;
    const record = open.change(request.path[id], (current) => {
      isDone = hasChange(current, this.#action);
      if (isDone && writer.responses.declares(409)) return current;
      const sent = typeof request.body === 'object' && request.body !== null && !hasOtherResult ? request.body : {};
      // A document of JSON:API without data says nothing of the record.
      const isOfRecord = !isJsonApi(maker.properties) || 'data' in sent || 'attributes' in sent;
      const patched = maker.patch(current, isOfRecord ? sent : {}, writer, undefined);
      const changed = changeRecord(patched, this.#action, this.#now(), maker, Object(request.body));
      return withReason(changed, sent, this.#action, maker);
    });
    if (typeof record === 'string') return record;
    if (isDone && writer.responses.declares(409)) return 'done';
    if (hasOtherResult) return undefined;
    const frame = await this.#responses.frameFor('patch', accept);
    return this.#responses.respondWith(frame, 'patch', record, idProperty, request);
  }
}
