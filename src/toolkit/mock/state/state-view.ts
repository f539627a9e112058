import type { Operation } from '../../contract/document/operations.ts';
import { fillPath, variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { propertyNames } from '../../contract/schema/schema-shape.ts';
import { createRandom } from '../../instances/index.ts';
import type { MockOperations } from '../mock-operations.ts';
import { shownRecords } from './collections.ts';
import { ListResponses } from './lists/list-responses.ts';
import type { Outcome } from './record-requests.ts';
import { RecordResponses, type SentRequest } from './record-responses.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { Relations } from './relations/relations.ts';
import { holdersAt } from './relations/values.ts';
import { ResourceOperations } from './resource-operations.ts';
import type { ResourceState } from './resource-state.ts';

/** Lists the records of a resource at another path: those that refer to the record above it. */
export class StateView {
  readonly #operation: Operation;
  readonly #relations: Relations;
  readonly #lists: ListResponses;

  constructor(operation: Operation, resource: Resource, operations: MockOperations, relations: Relations) {
    this.#operation = operation;
    this.#relations = relations;
    const view: Resource = { ...resource, operations: new Map([['list', { action: 'list', operation }]]) };
    const own = new ResourceOperations(view, operations);
    this.#lists = new ListResponses(view, own, new RecordResponses(view, own));
  }

  async list(state: ResourceState, request: ReadRequest, sent: SentRequest): Promise<Outcome | undefined> {
    const kit = await state.prepare();
    if (!kit) return undefined;
    await this.#relations.prepare(state);
    const collection = state.collectionAt({});
    if (!collection) return undefined;
    this.#relations.bringUpToDate(state, collection);
    const names = variableNames(this.#operation.path);
    const last = names.at(-1);
    const isAbove = last === undefined ? undefined : this.#isAbove(state, last, request.path[last]);
    const path = fillPath(this.#operation.path, request.path);
    const records = [...shownRecords(collection)].filter(([id, record]) => {
      const createdAt = collection.createdAt.get(id);
      return isAbove?.(record, createdAt === undefined ? undefined : createdAt === path) ?? true;
    });
    return this.#lists.pageOf(new Map(records), request, sent, kit.place);
  }

  /** Whether a record refers to that of the path; where records don't say so, a part of them is taken for it. */
  #isAbove(
    state: ResourceState,
    variable: string,
    value: unknown,
  ): (record: MockRecord, isCreatedThere?: boolean) => boolean {
    const own = this.#relations.of(state);
    const above = this.#relations.all.filter(({ recordPath }) =>
      `${this.#operation.path}/`.startsWith(`${recordPath}/`),
    );
    const plan = own && this.#relations.planOf(own);
    const ways = [
      ...(plan?.references ?? []).filter(({ target }) => above.includes(target)).map(({ way }) => way),
      ...(plan?.embedded ?? []).flatMap(({ target, way, id }) => (above.includes(target) && id ? [[...way, id]] : [])),
      ...(own && variable !== own.id && propertyNames(own.schemas).includes(variable) ? [[variable]] : []),
    ];
    if (ways.length > 0)
      return (record, isCreatedThere = false) => {
        const said = ways.flatMap((way) => holdersAt(record, way));
        return said.length === 0
          ? isCreatedThere
          : said.some(({ holder, name }) => String(holder[name]) === String(value));
      };
    return (record, isCreatedThere) =>
      isCreatedThere ?? createRandom(`${this.#operation.path} ${value} ${record[own?.id ?? 'id']}`)() < 0.4;
  }
}
