import { isObject } from '../../../contract/document/is-object.ts';
import { pointerTokens, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { findSingletonPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import type { MockOperations } from '../../mock-operations.ts';
import { wordsOf } from '../../plausible/words.ts';
import { changeFor } from '../actions/record-actions.ts';
import { changeRecord, describeChange, hasChange, type RecordChange } from '../actions/record-change.ts';
import type { Outcome } from '../record-requests.ts';
import type { SentRequest } from '../record-responses.ts';
import { isSame, singleRecordType } from './single-record-type.ts';
import type { SingletonState } from './singleton-state.ts';

/** An operation that changes the status of what there is one of: `POST /orders/{id}/deposit/release`. */
export interface SingletonChange extends RecordChange {
  readonly operation: Operation;
  readonly resource: Resource;
  /** Whether it responds with what it changes. */
  readonly isResult: boolean;
}

/** @param taken what belongs to records */
export function findSingletonChanges(
  contract: Contract,
  singletons: readonly Resource[],
  taken: ReadonlySet<Operation>,
): SingletonChange[] {
  return contract.operations.flatMap((operation): SingletonChange[] => {
    const [, above, name = ''] = /^(.*[^/:])[/:]([\w-]+)\/?$/.exec(operation.path) ?? [];
    const resource = singletons.find(({ path }) => path === above);
    const reader = resource?.operations.get('read')?.operation;
    if (!reader || taken.has(operation) || !/^(post|put|patch)$/.test(operation.method)) return [];
    const type = singleRecordType(contract, resource, reader);
    const found = type && changeFor(contract, type, wordsOf(name));
    if (!found || Object.keys(found.change).length + found.times.length === 0) return [];
    return [{ operation, resource, isResult: isSame(contract, reader, operation), ...found }];
  });
}

/** Changes the status of what there is one of. */
export class SingletonAction {
  readonly #action: SingletonChange;
  readonly #state: SingletonState;
  readonly #operations: MockOperations;
  readonly #now: () => Date;

  constructor(action: SingletonChange, state: SingletonState, operations: MockOperations, now: () => Date) {
    this.#action = action;
    this.#state = state;
    this.#operations = operations;
    this.#now = now;
  }

  /** In words, for the start of the mock. */
  get description(): string {
    return `${this.#action.operation.operationId} sets ${describeChange(this.#action)}`;
  }

  /** @returns undefined if the response tells of something else, or the contract describes no object */
  async handle(request: ReadRequest, { accept }: SentRequest): Promise<Outcome | undefined> {
    const { operation, isResult } = this.#action;
    const prepared = this.#operations.get(operation);
    const current = await this.#state.valueAt(request.path);
    if (!current) return undefined;
    if (hasChange(current, this.#action) && prepared.responses.declares(409)) return 'done';
    const sent = isObject(request.body) ? request.body : {};
    const changed = await this.#state.change(request.path, (value, maker) =>
      changeRecord(value, this.#action, this.#now(), maker, sent),
    );
    const plain = await prepared.respond(accept, { dynamic: false });
    const place = findSingletonPlace(prepared);
    if (!isResult || !place || !isObject(valueAt(plain.body, `#${place.bodyPointer}`)))
      return plain.body === undefined ? plain : undefined;
    return { ...plain, body: replaceAt(plain.body, pointerTokens(place.bodyPointer), changed) };
  }
}
