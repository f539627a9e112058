import type { Operation } from '../../contract/document/operations.ts';
import { fillPath, variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { propertyNames } from '../../contract/schema/schema-shape.ts';
import { createRandom } from '../../instances/index.ts';
import type { MockOperations } from '../mock-operations.ts';
import { shownRecords } from './collections.ts';
import { ListResponses } from './lists/list-responses.ts';
import type { View } from './lists/listed-resources.ts';
import { asQuery, isSearch } from './lists/search-body.ts';
import type { Outcome } from './record-requests.ts';
import { RecordResponses, type SentRequest } from './record-responses.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { RecordPlan } from './relations/record-plan.ts';
import type { RecordType } from './relations/record-type.ts';
import type { Relations } from './relations/relations.ts';
import { holdersAt } from './relations/values.ts';
import { ResourceOperations } from './resource-operations.ts';
import type { ResourceState } from './resource-state.ts';
import { isListOfSelf } from './singletons/single-record-type.ts';
import type { SingletonState } from './singletons/singleton-state.ts';

/** Lists the records of a resource at another path: those that refer to the record above it. */
export class StateView {
  readonly #operation: Operation;
  readonly #isSearch: boolean;
  readonly #relations: Relations;
  readonly #lists: ListResponses;

  constructor(operation: Operation, resource: Resource, operations: MockOperations, relations: Relations) {
    this.#operation = operation;
    this.#isSearch = isSearch(operation);
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
    const mine = isListOfSelf(this.#operation.path) ? await this.#isMine(state) : undefined;
    const path = fillPath(this.#operation.path, request.path);
    const records = [...shownRecords(collection)].filter(([id, record]) => {
      if (mine) return mine(record);
      const createdAt = collection.createdAt.get(id);
      return isAbove?.(record, createdAt === undefined ? undefined : createdAt === path) ?? true;
    });
    const asked = this.#isSearch ? asQuery(request) : request;
    return this.#lists.pageOf(new Map(records), asked, sent, kit.place);
  }

  /** Whether a record names who asks; undefined if none names anybody. */
  async #isMine(state: ResourceState): Promise<((record: MockRecord) => boolean) | undefined> {
    const { self } = this.#relations;
    const [type, own] = [self?.type(), this.#relations.of(state)];
    const id = self && type && own && own !== type ? await self.id() : undefined;
    const ways = own && type && id !== undefined ? waysTo(this.#relations.planOf(own), [type]) : [];
    if (ways.length === 0) return undefined;
    return (record) =>
      ways.some((way) => holdersAt(record, way).some(({ holder, name }) => String(holder[name]) === String(id)));
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
      ...(plan ? waysTo(plan, above) : []),
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

/** To the ids of what a record refers to, of some resources. */
function waysTo({ references, embedded }: RecordPlan, targets: readonly RecordType[]): (readonly string[])[] {
  return [
    ...references.filter(({ target }) => targets.includes(target)).map(({ way }) => way),
    ...embedded.flatMap(({ target, way, id }) => (targets.includes(target) && id ? [[...way, id]] : [])),
  ];
}

/** Who asks, by the profile, and the resources of which there are lists of their own. */
export function whoAsks(
  singletons: readonly SingletonState[],
  views: readonly View[],
  stateOf: (resource: Resource) => ResourceState,
): Relations['self'] {
  const self = singletons.find(({ isOfSelf }) => isOfSelf)?.self;
  const own = views.filter(({ operation }) => isListOfSelf(operation.path));
  return self && { ...self, listed: new Set(own.map(({ resource }) => stateOf(resource))) };
}
