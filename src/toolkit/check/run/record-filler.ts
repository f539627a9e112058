import type { Operation } from '../../contract/document/operations.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { Collection } from '../plan/references.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { earlierAction } from './earlier-actions.ts';
import { fillReferences } from './fill-references.ts';
import { idsIn } from './listed-ids.ts';
import { MadeOnce } from './made-once.ts';
import { withOwnId } from './own-id.ts';
import { isWithin, mayBe, type Placed, placeId, variablesWithValues } from './place-id.ts';
import type { Execute } from './record-creator.ts';
import type { Records } from './records.ts';

/** A request with the ids of records that exist. */
export interface Filled extends Placed {
  /** Whether it has ids of other records that may not exist. */
  readonly namesUnknown: boolean;
  /** The records in it that other requests may name as well. */
  readonly shared: readonly TestRecord[];
  /** The ids in its path of records that the run hasn't created. */
  readonly listed: readonly ListedId[];
}

interface ListedId {
  readonly collection: Collection;
  readonly id: unknown;
}

/** Which records a request has to get. */
export interface FillOptions {
  /** Whether no other request names the record of its path. */
  readonly freshRecord?: boolean | undefined;
  /** Whether no other request names the records of its body. */
  readonly freshReferences?: boolean | undefined;
  /** What is done before with the record of its path, which no other request names then. */
  readonly earlier?: readonly Operation[] | undefined;
}

type Take = (resource: Resource, isFresh: boolean | undefined) => Promise<TestRecord | undefined>;

/** Puts the ids of records that exist into requests. */
export class RecordFiller {
  readonly #plan: Plan;
  readonly #records: Records;
  readonly #execute: Execute;
  readonly #listed = new MadeOnce<Collection, readonly unknown[]>();
  readonly #nextListed = new Map<Collection, number>();
  /** Those that a request has deleted which the run hasn't created. */
  readonly #deleted = new Map<Collection, Set<string>>();

  constructor(plan: Plan, records: Records, execute: Execute) {
    this.#plan = plan;
    this.#records = records;
    this.#execute = execute;
  }

  /** The request with the ids of existing records, if there are any. */
  async fill(testCase: Case, options: FillOptions = {}): Promise<Filled> {
    const shared: TestRecord[] = [];
    const take = async (resource: Resource, isFresh: boolean | undefined) => {
      const record = await (isFresh
        ? this.#records.fresh(resource, testCase)
        : this.#records.shared(resource, testCase));
      if (record && !isFresh) shared.push(record);
      return record;
    };
    const { listed = [], ...placed } = await this.#fillIds(testCase, options, take);
    const filled = { ...placed, parts: withOwnId(testCase, placed.parts) };
    const isFailing = testCase.expectation.kind === 'status' && !testCase.expectation.status.startsWith('2');
    if (isFailing || testCase.operation.givesTokens) return { ...filled, namesUnknown: false, shared, listed };
    const references = await fillReferences(this.#plan, testCase, filled.parts, async (collection, isOther) => {
      const isFresh = isOther || options.freshReferences;
      const { resource } = collection;
      const canWait = resource !== undefined && !testCase.creating?.includes(resource);
      const record = canWait ? await take(resource, isFresh) : undefined;
      return record?.id ?? this.#listedId(collection, isFresh, testCase);
    });
    return { ...filled, ...references, shared, listed };
  }

  /** Does with a record what comes before something else. */
  async prepare(record: TestRecord, earlier: readonly Operation[] = []): Promise<void> {
    for (const action of earlier) {
      const testCase = earlierAction(this.#plan, action, record);
      const exchange = testCase && (await this.#execute(testCase));
      if (exchange) this.#records.noteStep(record, exchange);
    }
  }

  /** Whether a record that the run hasn't created is in its list no more: others come and go. */
  async mayBeGone({ listed }: Filled, testCase: Case): Promise<boolean> {
    for (const { collection, id } of listed) {
      this.#listed.forget(collection);
      if (!(await this.#idsOf(collection, testCase)).includes(id)) return true;
    }
    return false;
  }

  async #fillIds(
    testCase: Case,
    { freshRecord, earlier }: FillOptions,
    take: Take,
  ): Promise<Placed & Partial<Pick<Filled, 'listed'>>> {
    const { operation, parts, location, isFilled } = testCase;
    const { part, parent } = operation;
    if (isFilled) return { parts, hasRecord: false, record: testCase.record };
    // What creates a record, or reads whether it is there, has an id of its own, below those of the records above.
    const isNew = part !== undefined && testCase.creating?.at(-1) === part.resource;
    const above = isNew ? this.#plan.parentOf(part.resource) : parent;
    const named = part?.id && !isNew ? part.resource : above;
    const record = named && (await take(named, freshRecord || earlier !== undefined || part?.action === 'delete'));
    if (record) await this.prepare(record, earlier);
    const placed = record ? placeId(operation, parts, record, location) : { parts, hasRecord: false, record };
    if (placed.hasRecord || (part?.id && part.id.in !== 'path')) return placed;
    return { ...placed, ...(await this.#fillPath(testCase, placed.parts, record, take, freshRecord)) };
  }

  /** Puts ids into the variables of a path that the records above it don't fill: `/members/{id}/books/{bookId}`. */
  async #fillPath(
    testCase: Case,
    parts: RequestParts,
    record: TestRecord | undefined,
    take: Take,
    isFresh: boolean | undefined,
  ): Promise<Pick<Filled, 'parts' | 'hasRecord' | 'listed'>> {
    const { operation, location = '' } = testCase;
    const { path, method } = operation.operation;
    // Records that the run hasn't created are only read.
    const mayUseOthers = method === 'get' || method === 'head';
    const known = new Set(record ? variablesWithValues(operation, record) : []);
    let filled = parts;
    let hasRecord = true;
    const listed: ListedId[] = [];
    for (const parameter of operation.pathParameters) {
      const { name } = parameter;
      if (known.has(name) && !isWithin(location, `path/${name}`)) continue;
      const before = path.slice(0, path.indexOf(`{${name}}`));
      const collection = this.#plan.references.at(before) ?? this.#plan.references.namedById(name);
      const resource = collection?.resource;
      // What was listed may be gone by now.
      if (isFresh && collection) this.#listed.forget(collection);
      const canWait = resource && resource !== operation.part?.resource && !testCase.creating?.includes(resource);
      const isTested = isWithin(location, `path/${name}`);
      const created = !isTested && canWait ? (await take(resource, false))?.id : undefined;
      const isListed = !isTested && created === undefined && collection && mayUseOthers;
      const id = isListed ? await this.#listedId(collection, false, testCase) : created;
      if (id === undefined || !mayBe(operation, parameter, id)) hasRecord = false;
      else {
        filled = withParameter(filled, parameter, id);
        if (isListed) listed.push({ collection, id });
      }
    }
    return { parts: filled, hasRecord, listed };
  }

  /** Names a record no more that was deleted by its id alone, such as that of an example. */
  noteDeleted({ case: { operation, parts } }: Exchange): void {
    const { part, pathParameters } = operation;
    const collection = part && this.#plan.references.at(part.resource.path);
    const parameter = pathParameters.find(({ name }) => part?.id?.in === 'path' && name === part.id.name);
    if (!collection || !parameter) return;
    const deleted = this.#deleted.get(collection) ?? new Set();
    this.#deleted.set(collection, deleted.add(String(parts.parameters.get(parameter))));
  }

  /** The id of a record that the run hasn't created. */
  async #listedId(collection: Collection, isFresh: boolean | undefined, testCase: Case): Promise<unknown> {
    const ids = (await this.#idsOf(collection, testCase)).filter(
      (id) => this.#deleted.get(collection)?.has(String(id)) !== true,
    );
    const next = this.#nextListed.get(collection) ?? 0;
    if (isFresh) this.#nextListed.set(collection, next + 1);
    return ids[(isFresh ? next + 1 : next) % Math.max(ids.length, 1)];
  }

  async #idsOf(collection: Collection, testCase: Case): Promise<readonly unknown[]> {
    // Waiting for a list that waits for this request would never end.
    if (testCase.isAwaited && this.#listed.isPending(collection)) return [];
    return this.#listed.get(collection, () => this.#list(collection, testCase));
  }

  async #list(collection: Collection, { creating, isControl }: Case): Promise<readonly unknown[]> {
    const operation = collection.list && this.#plan.tested(collection.list);
    if (!operation?.base) return [];
    const exchange = await this.#execute({
      operation,
      title: 'lists the records that other requests may name',
      expectation: { kind: 'any' },
      pointer: operation.operation.pointer,
      parts: operation.base,
      isAwaited: true,
      ...(creating && { creating }),
      ...(isControl && { isControl }),
    });
    return exchange && exchange.received.status < 300 ? idsIn(exchange.body, collection.idNames) : [];
  }
}
