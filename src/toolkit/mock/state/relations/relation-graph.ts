import type { Contract } from '../../../contract/document/load-contract.ts';
import { shapeOfTemplate, variableNames } from '../../../contract/document/path-template.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { propertyNames, schemasAlong } from '../../../contract/schema/schema-shape.ts';
import type { Collection, PathValues } from '../collections.ts';
import { copiedNamesOf } from './copied-names.ts';
import { type NameFromPath, shownFromPath } from './names-from-path.ts';
import { planRecord, type RecordPlan, type Way } from './record-plan.ts';
import { type RecordType, recordTypeOf } from './record-type.ts';
import type { RelatedState } from './related-state.ts';
import { idOfSelf, type Self } from './self.ts';

/** How far from a resource others are made ready with it. */
const maxDistance = 3;
const maxRelatives = 24;
/** Where a contract has more resources than these, each has fewer relatives, as making one ready takes up to 30 ms there. */
const manyResources = 60;
const maxRelativesOfMany = 2;
/** Where there are more than these, a resource has only those relatives that were asked for before it. */
const tooManyResources = 150;

/** Which resources of a contract depend on each other. */
export class RelationGraph {
  readonly contract: Contract;
  /** Set once they are there, as each of them has the graph. */
  states: readonly RelatedState[] = [];
  /** Who asks, and the resources of which there are lists of their own; undefined if the contract has no profile. */
  self: (Self & { readonly listed: ReadonlySet<RelatedState> }) | undefined;
  #found:
    | {
        readonly recordTypes: ReadonlyMap<RelatedState, RecordType>;
        readonly states: ReadonlyMap<RecordType, RelatedState>;
        readonly all: readonly RecordType[];
      }
    | undefined;
  readonly #plans = new Map<RecordType, RecordPlan>();
  readonly #fromPath = new Map<RecordType, readonly NameFromPath[]>();
  /** How often records have changed. */
  protected changes = 0;
  /** The last of these changes for each resource. */
  readonly #lastChanges = new Map<RecordType, number>();
  readonly #sources = new Map<RecordType, readonly RecordType[]>();
  readonly #aboveOf = new Map<string, { recordType: RecordType; state: RelatedState }[]>();

  constructor(contract: Contract) {
    this.contract = contract;
  }

  /** The resources are looked at when the first one is asked for. */
  get #resources() {
    if (!this.#found) {
      const found = this.states.flatMap((one): [RelatedState, RecordType][] => {
        const recordType = recordTypeOf(this.contract, one.resource);
        return recordType ? [[one, recordType]] : [];
      });
      this.#found = {
        recordTypes: new Map(found),
        states: new Map(found.map(([one, recordType]) => [recordType, one])),
        all: found.map(([, recordType]) => recordType),
      };
    }
    return this.#found;
  }

  /** Whom one of several records belongs to, where there is a list of those of who asks; undefined for anybody. */
  ownerOf(own: RecordType, target: RecordType, ids: readonly unknown[], seed: string): unknown {
    const state = this.stateOf(own);
    const { self } = this;
    return state && self?.listed.has(state) && self.type() === target ? idOfSelf(self, ids, seed) : undefined;
  }

  of(state: RelatedState): RecordType | undefined {
    return this.#resources.recordTypes.get(state);
  }

  stateOf(recordType: RecordType): RelatedState | undefined {
    return this.#resources.states.get(recordType);
  }

  get all(): readonly RecordType[] {
    return this.#resources.all;
  }

  planOf(recordType: RecordType): RecordPlan {
    const known = this.#plans.get(recordType);
    if (known) return known;
    const plan = planRecord(this.contract.document, recordType, this.all);
    this.#plans.set(recordType, plan);
    return plan;
  }

  /** Whether the contract has so many resources that not all can be looked at. */
  get isLarge(): boolean {
    return this.states.length > manyResources;
  }

  /** Makes ready the resources that the records of one depend on. */
  async prepare(state: RelatedState): Promise<void> {
    if (this.states.length > tooManyResources) return;
    const own = this.of(state);
    const seen = new Set<RecordType>(own ? [own] : []);
    let nearest = [...seen];
    const [distances, maxFound] = this.isLarge ? [1, maxRelativesOfMany] : [maxDistance, maxRelatives];
    for (let distance = 0; distance < distances && seen.size <= maxFound; distance++) {
      const neighbours = new Set(nearest.flatMap((recordType) => this.#neighboursOf(recordType)));
      const next = [...neighbours].filter((recordType) => !seen.has(recordType)).slice(0, maxFound);
      for (const recordType of next) {
        seen.add(recordType);
        await this.stateOf(recordType)?.prepare();
      }
      nearest = next;
    }
  }

  #neighboursOf(recordType: RecordType): RecordType[] {
    const { references, embedded, figures } = this.planOf(recordType);
    const parent = this.parentOf(recordType);
    return [
      ...[...references, ...embedded].map(({ target }) => target),
      ...figures.map(({ children }) => children),
      ...(parent ? [parent] : []),
    ];
  }

  /** The resource that another one is below. */
  parentOf(recordType: RecordType): RecordType | undefined {
    return this.all.find((other) => other !== recordType && recordType.path.startsWith(`${other.recordPath}/`));
  }

  noteChange(state: RelatedState): void {
    const recordType = this.of(state);
    if (recordType) this.#lastChanges.set(recordType, ++this.changes);
  }

  /** The resources whose records are in those of another one, are counted there, or are named there beside their ids. */
  #sourcesOf(recordType: RecordType): readonly RecordType[] {
    const known = this.#sources.get(recordType);
    if (known) return known;
    const found = new Set<RecordType>();
    const visit = (one: RecordType) => {
      const { references, embedded, figures } = this.planOf(one);
      const named = references.filter(({ way }) => this.#hasCopies(one, way));
      const shown = [...named, ...embedded].map(({ target }) => target);
      for (const source of [...shown, ...figures.map(({ children }) => children)]) {
        if (found.has(source)) continue;
        found.add(source);
        visit(source);
      }
    };
    visit(recordType);
    this.#sources.set(recordType, [...found]);
    return [...found];
  }

  /** Whether something is said of another record beside its id. */
  #hasCopies(recordType: RecordType, way: Way): boolean {
    const tokens = way.slice(0, -1).map((step) => (step === '*' ? 0 : step));
    const beside = schemasAlong(this.contract.document, { allOf: recordType.schemas }, tokens);
    const { find } = copiedNamesOf(recordType, way);
    return way.at(-1) !== '*' && propertyNames(beside).some((name) => find(name) !== undefined);
  }

  /** The last change to what the records of a resource depend on; 0 for none. */
  versionOf(recordType: RecordType): number {
    return Math.max(0, ...this.#sourcesOf(recordType).map((source) => this.#lastChanges.get(source) ?? 0));
  }

  /** Whether a path is below a record that doesn't exist. */
  async isBelowUnknown(template: string, path: PathValues): Promise<boolean> {
    for (const { state } of this.#above(template)) await state.prepare();
    return this.isBelowNothing(template, path);
  }

  /** The same, of resources that are ready. */
  isBelowNothing(template: string, path: PathValues): boolean {
    return this.#parentsIn(template, path).some(({ collection, id }) => {
      // Where there are none at all, and none were deleted, nobody means to say that this one is missing.
      const isUsed = collection.records.size + collection.gone.size > 0;
      return isUsed && !collection.records.has(id);
    });
  }

  /** Whether a path is below a record that a client has made, and to which nothing belongs but what clients add. */
  isBelowNew(template: string, path: PathValues): boolean {
    return this.#parentsIn(template, path).some(({ collection, id }) => collection.created.has(id));
  }

  /** The properties that a record has from its path: the `bookId` of a review. */
  fromPath(state: RelatedState, path: PathValues): Record<string, unknown> {
    const own = this.of(state);
    const fixed: Record<string, unknown> = {};
    for (const { name, variable, inside } of own ? this.#namesFromPath(own) : [])
      if (path[variable] !== undefined) fixed[name] ??= inside ? inside(path[variable]) : path[variable];
    return fixed;
  }

  /** Which properties have the values of variables. */
  #namesFromPath(own: RecordType): readonly NameFromPath[] {
    const known = this.#fromPath.get(own);
    if (known) return known;
    const properties = propertyNames(own.schemas).filter((name) => name !== own.id);
    const variables = variableNames(own.path);
    const named = variables.flatMap((variable) => {
      const name = properties.find((property) => normalizeName(property) === normalizeName(variable));
      return name === undefined ? [] : [{ name, variable }];
    });
    const { references, embedded } = this.planOf(own);
    const referring = this.#above(own.path).flatMap(({ recordType }): NameFromPath[] => {
      const variable = variables[variableNames(recordType.recordPath).length - 1];
      if (variable === undefined) return [];
      const [name] = references.find(({ target, way }) => target === recordType && way.length === 1)?.way ?? [];
      if (name !== undefined) return [{ name, variable }];
      return shownFromPath(embedded, recordType, variable);
    });
    const found = [...named, ...referring];
    this.#fromPath.set(own, found);
    return found;
  }

  #parentsIn(template: string, path: PathValues): { collection: Collection; id: string }[] {
    const values = variableNames(template).map((name) => path[name]);
    return this.#above(template).flatMap(({ recordType, state }) => {
      const names = variableNames(recordType.recordPath);
      const own = Object.fromEntries(names.map((name, index) => [name, values[index]]));
      const collection = state.kit && state.collectionAt(own);
      return collection ? [{ collection, id: String(values[names.length - 1]) }] : [];
    });
  }

  /** The resources that have a record in a path, further up. */
  #above(template: string): { recordType: RecordType; state: RelatedState }[] {
    const known = this.#aboveOf.get(template);
    if (known) return known;
    const shape = `${shapeOfTemplate(template)}/`;
    const found = [...this.#resources.recordTypes].flatMap(([state, recordType]) => {
      const above = shapeOfTemplate(recordType.recordPath);
      return template.length > recordType.recordPath.length &&
        shape !== `${above}/` &&
        shape.startsWith(`${above}/`) &&
        above.endsWith('{}')
        ? [{ recordType, state }]
        : [];
    });
    this.#aboveOf.set(template, found);
    return found;
  }
}
