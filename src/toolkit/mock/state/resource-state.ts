import type { Operation } from '../../contract/document/operations.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import type { MockOperations } from '../mock-operations.ts';
import { type Collection, Collections, type PathValues, type Seeds } from './collections.ts';
import { findSoftDelete, type SoftDelete } from './deletions/soft-delete.ts';
import { OpenCollection, valuesIn } from './open-collection.ts';
import { type Outcome, RecordRequests } from './record-requests.ts';
import { RecordResponses, type SentRequest } from './record-responses.ts';
import type { ExampleData } from './records/example-data.ts';
import type { MockRecord } from './records/mock-record.ts';
import { makeKit, type RecordKit, type Stamps } from './records/record-kit.ts';
import type { Relations } from './relations/relations.ts';
import { ResourceOperations } from './resource-operations.ts';

/** The records of one resource. */
export class ResourceState {
  readonly resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #stamps: Stamps;
  readonly #collections: Collections;
  readonly #data: ExampleData;
  readonly #relations: Relations;
  readonly #requests: RecordRequests;
  #making: Promise<RecordKit | undefined> | undefined;
  #kit: RecordKit | undefined;
  /** Undefined before it is known, null for none. */
  #softDelete: SoftDelete | null | undefined;
  /** Making ready what its records depend on. */
  #relatives: Promise<void> | undefined;

  constructor(resource: Resource, operations: MockOperations, stamps: Stamps, data: ExampleData, relations: Relations) {
    this.resource = resource;
    this.#operations = new ResourceOperations(resource, operations);
    this.#stamps = stamps;
    this.#data = data;
    this.#relations = relations;
    this.#collections = new Collections(resource, data);
    const responses = new RecordResponses(resource, this.#operations);
    this.#requests = new RecordRequests(this, this.#operations, responses, relations);
  }

  /** How its records are deleted; undefined if they are gone then. */
  get softDelete(): SoftDelete | undefined {
    if (this.#softDelete === undefined) {
      const type = this.#relations.of(this);
      this.#softDelete = (type && findSoftDelete(this.#relations.contract, type)) ?? null;
    }
    return this.#softDelete ?? undefined;
  }

  get now(): () => Date {
    return this.#stamps.now;
  }

  /** Sets the initial records, or their number. */
  seed(seeds: Seeds): void {
    this.#collections.seeds = seeds;
  }

  /** The initial records of a scenario. */
  get seeds(): readonly MockRecord[] | undefined {
    return this.#collections.seeds?.records;
  }

  /** Copies the records of the same resource from another state. */
  adopt(other: ResourceState): void {
    this.#collections.adopt(other.#collections);
  }

  /** Whether requests of an operation name a record of this resource further up in their path. */
  isAbove({ path }: Operation): boolean {
    return this.#collections.isAbove(path);
  }

  /** Whether the record of this resource that a request names further up in its path was deleted. */
  hasLost({ path }: Operation, request: ReadRequest): boolean {
    return this.#collections.hasLost(path, request.path);
  }

  /** Every record, by the path of its collection. */
  snapshot(): Record<string, readonly MockRecord[]> {
    return Object.fromEntries([...this.#collections.all].map(({ key, records }) => [key, [...records.values()]]));
  }

  /** Makes ready what its records are made with. Undefined if the resource can't be stateful, as its records have no id. */
  async prepare(): Promise<RecordKit | undefined> {
    const { names } = this.#relations.of(this) ?? { names: [] };
    this.#making ??= makeKit(this.resource, this.#operations, { stamps: this.#stamps, data: this.#data, names });
    this.#kit = await this.#making;
    return this.#kit;
  }

  /** Undefined before it is ready. */
  get kit(): RecordKit | undefined {
    return this.#kit;
  }

  /** The name of the id's property, as soon as the resource is ready. */
  get idProperty(): string | undefined {
    return this.#kit?.place.id;
  }

  /** The records at a path, as soon as the resource is ready. */
  collectionAt(path: PathValues): Collection | undefined {
    const kit = this.#kit;
    if (!kit) return undefined;
    const key = this.#collections.keyOf(path);
    return (
      this.#collections.known(key) ??
      this.#collections.at(
        path,
        kit,
        this.#relations.demandedOf(this),
        this.#isEmptyAt(path) ? undefined : this.#collections.isNested ? this.#relations.fromPath(this, path) : {},
        this.#relations.mostBelow(this),
      )
    );
  }

  /** The same, if it was asked for before. */
  knownCollectionAt(path: PathValues): Collection | undefined {
    return this.#collections.known(this.#collections.keyOf(path));
  }

  /** The records at a path, up to date; undefined if the resource can't be stateful. */
  async recordsAt(path: PathValues): Promise<MockRecord[] | undefined> {
    const open = await this.openAt(path);
    return open && [...open.records.values()];
  }

  get collections(): Iterable<Collection> {
    return this.#collections.all;
  }

  /** Whether clients set a property of a record. */
  isSettable(name: string): boolean {
    return (['create', 'replace', 'patch'] as const).some((action) => {
      const writer = this.#operations.get(action);
      return writer !== undefined && this.#kit?.maker.sent.isSettable(name, writer) === true;
    });
  }

  #isEmptyAt(path: PathValues): boolean {
    const { path: template } = this.resource;
    if (!this.#collections.isNested) return false;
    return this.#relations.isBelowNothing(template, path) || this.#relations.isBelowNew(template, path);
  }

  /** Drops the records below a path. */
  dropBelow(path: string): void {
    this.#collections.dropBelow(path);
  }

  declares(action: Action, status: number): boolean {
    return this.#operations.get(action)?.responses.declares(status) === true;
  }

  /** The path of the collection that a request with these path variables is about. */
  pathOf(variables: PathValues): string {
    return this.#collections.keyOf(variables);
  }

  /** Whether a path is that of a collection of this resource. */
  hasCollection(path: string): boolean {
    return this.#collections.isNested ? valuesIn(this.resource.path, path) !== undefined : path === this.resource.path;
  }

  /** The records at a path, to be read and changed. @returns undefined if the records have no id */
  async openAt(path: PathValues): Promise<OpenCollection | undefined> {
    const kit = await this.prepare();
    if (!kit) return undefined;
    this.#relatives ??= this.#relations.prepare(this);
    await this.#relatives;
    const collection = this.collectionAt(path) as Collection;
    this.#relations.begin(this, collection);
    return new OpenCollection(this, this.#collections, this.#relations, collection, kit);
  }

  /** The same, by the path itself. */
  open(path: string): Promise<OpenCollection | undefined> {
    return this.openAt(valuesIn(this.resource.path, path) ?? {});
  }

  /**
   * @param onCreated is called with a record that the request creates
   * @returns undefined if the resource can't be stateful, as its records have no id
   */
  async handle(
    action: Action,
    request: ReadRequest,
    sent: SentRequest,
    onCreated?: (record: MockRecord) => void,
  ): Promise<Outcome | undefined> {
    const open = await this.openAt(request.path);
    return open && this.#requests.handle(action, request, sent, open, onCreated);
  }
}
