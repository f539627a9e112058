import { fillPath, variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { settableProperties } from '../../contract/resource/request-shape.ts';
import { type Action, isFlat } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperation } from '../mock-operation.ts';
import { noteUnknown, type UnknownReference } from '../unknown-reference.ts';
import { hasChange } from './actions/record-change.ts';
import { deleteRecord } from './deletions/delete-record.ts';
import type { SoftDelete } from './deletions/soft-delete.ts';
import { ListResponses } from './lists/list-responses.ts';
import { mergedLine, mergesLines } from './lists/merged-lines.ts';
import type { OpenCollection } from './open-collection.ts';
import type { Frame, RecordResponses, SentRequest } from './record-responses.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { RelatedState } from './relations/related-state.ts';
import type { Relations } from './relations/relations.ts';
import { madeBy } from './relations/self.ts';
import type { ResourceOperations } from './resource-operations.ts';
import { UniqueRecords } from './unique-records.ts';

/**
 * An operation's response, or why there is none: there is no such record, one has the id of the new one, or it has the status
 * already that it was to get.
 */
export type Outcome = OperationResponse | UnknownReference | 'deleted' | 'unknown' | 'taken' | 'done';

/** The state of a resource, as far as requests for its records depend on it. */
interface RequestedState extends RelatedState {
  /** How its records are deleted; undefined if they are gone then. */
  readonly softDelete: SoftDelete | undefined;
  readonly now: () => Date;
}

/** What requests do to the records of one resource. */
export class RecordRequests {
  readonly #state: RequestedState;
  readonly #operations: ResourceOperations;
  readonly #responses: RecordResponses;
  readonly #lists: ListResponses;
  readonly #relations: Relations;
  readonly #mergesLines: boolean;
  readonly #unique = new UniqueRecords();
  /** Whether records of one collection are created below others. */
  readonly #isBelowOthers: boolean;

  constructor(state: RequestedState, operations: ResourceOperations, responses: RecordResponses, relations: Relations) {
    this.#state = state;
    this.#operations = operations;
    this.#responses = responses;
    this.#lists = new ListResponses(state.resource, operations, responses);
    this.#relations = relations;
    const { resource } = state;
    const create = resource.operations.get('create');
    this.#mergesLines = create !== undefined && mergesLines(create.operation);
    this.#isBelowOthers = isFlat(resource) && variableNames(resource.path).length > 0;
  }

  async handle(
    action: Action,
    request: ReadRequest,
    sent: SentRequest,
    open: OpenCollection,
    onCreated?: (record: MockRecord) => void,
  ): Promise<Outcome | undefined> {
    const { collection, kit } = open;
    if (action === 'list') {
      this.#relations.bringUpToDate(this.#state, collection);
      return this.#lists.list(collection, request, sent, kit.place, this.#state.softDelete);
    }
    // It isn't dropped while this waits.
    if (action !== 'read') collection.changes++;
    const frame = await this.#responses.frameFor(action, sent.accept);
    if (action === 'create') return this.#create(request, open, frame, onCreated);
    const sentId = this.#operations.readId(action, request);
    const current = open.record(sentId);
    if (!current) return this.#putNew(action, request, open, frame, sentId);
    if (action === 'delete')
      return this.#respond(frame, action, deleteRecord(this.#state, current, open), request, open);
    const writer = action === 'replace' || action === 'patch' ? this.#operations.get(action) : undefined;
    if (!writer) return this.#respond(frame, action, current, request, open);
    const unknown = this.#findUnknown(action, request, open, writer);
    if (unknown?.status) return unknown;
    const { maker } = kit;
    const changed =
      action === 'replace'
        ? maker.replace(current, request.body, writer)
        : maker.patch(current, request.body, writer, request.mediaType);
    return noteUnknown(this.#respond(frame, action, this.#put(changed, open), request, open), unknown);
  }

  /** A deleted record is listed again once its mark is gone. */
  #put(record: MockRecord, open: OpenCollection): MockRecord {
    const { softDelete } = this.#state;
    const isUnlisted = softDelete !== undefined && open.collection.unlisted.has(String(record[open.idProperty]));
    return isUnlisted && hasChange(record, softDelete) ? open.putUnlisted(record) : open.put(record);
  }

  async #create(
    request: ReadRequest,
    open: OpenCollection,
    frame: Frame,
    onCreated?: (record: MockRecord) => void,
  ): Promise<Outcome | undefined> {
    const { collection, kit } = open;
    const { maker } = kit;
    const writer = this.#operations.get('create') as MockOperation;
    const unknown = this.#findUnknown('create', request, open, writer);
    if (unknown?.status) return unknown;
    const merged = this.#mergesLines
      ? mergedLine(maker.sent.settableIn(request.body, writer), collection.records.values())
      : undefined;
    if (merged) {
      const line = open.put(maker.patch(merged.line, merged.change, writer, undefined));
      return this.#respondMerged(line, request, open, frame);
    }
    // An empty one has no path.
    const sentId = maker.ids.from(maker.sent.idIn(request.body, writer) || undefined);
    const taken = sentId === undefined ? undefined : collection.records.get(String(sentId));
    // The initial records may be replaced: examples are often of the same record.
    const isTaken = taken !== undefined && !collection.initial.has(String(sentId));
    if (isTaken && writer.responses.declares(409)) return 'taken';
    const id = sentId !== undefined && !isTaken ? sentId : open.nextId();
    if (id === undefined) return undefined;
    const fixed = { ...(await this.#madeBySelf(writer)), ...this.#relations.fromPath(this.#state, request.path) };
    const created = maker.create(request.body, writer, id, fixed);
    if (this.#unique.isTaken(request.body, created, open, writer)) return 'taken';
    const made = open.put(created);
    if (this.#isBelowOthers) collection.createdAt.set(String(id), fillPath(this.#state.resource.path, request.path));
    const isAbove = await this.#relations.putBelow(this.#state, made, request.path);
    const record = (isAbove ? open.record(id) : undefined) ?? made;
    onCreated?.(record);
    return noteUnknown(this.#respond(frame, 'create', record, request, open), unknown);
  }

  async #madeBySelf(writer: MockOperation): Promise<MockRecord> {
    const { self } = this.#relations;
    const [type, own] = [self?.type(), this.#relations.of(this.#state)];
    const id = self && type && own && own !== type ? await self.id() : undefined;
    if (!type || !own || id === undefined || id === null) return {};
    const settable = settableProperties(writer);
    const isSettable = (name: string) => settable.get(name) === true || this.#state.isSettable(name);
    return madeBy(this.#relations.planOf(own), type, id, isSettable);
  }

  async #respondMerged(line: MockRecord, request: ReadRequest, open: OpenCollection, frame: Frame) {
    const plain = (await this.#operations.declaredResponse('create', 200)) ?? frame.plain;
    return this.#respond(
      { ...frame, plain: { ...plain, mediaType: frame.plain.mediaType } },
      'create',
      line,
      request,
      open,
    );
  }

  /** A PUT may create a record; for anything else, there is none. */
  async #putNew(action: Action, request: ReadRequest, open: OpenCollection, frame: Frame, sentId: unknown) {
    const { collection, kit } = open;
    const isGone = collection.gone.has(String(sentId));
    const writer = action === 'replace' && !isGone ? this.#operations.get(action) : undefined;
    const id = writer && kit.maker.ids.from(sentId);
    const plain = id === undefined ? undefined : await this.#operations.creatingResponse(action);
    if (writer && plain) {
      const record = open.put(kit.maker.create(request.body, writer, id));
      return this.#respond({ ...frame, plain }, 'create', record, request, open);
    }
    if (action !== 'read') collection.changes--;
    return isGone ? 'deleted' : 'unknown';
  }

  #findUnknown(action: Action, { body, path }: ReadRequest, { kit }: OpenCollection, writer: MockOperation) {
    const { sent } = kit.maker;
    const unknown = this.#relations.findUnknown(this.#state, action, () => sent.settableIn(body, writer), path);
    const errors = unknown?.errors.map((error) => ({ ...error, path: sent.wayInRequest(error.path, body) }));
    return unknown && errors && { ...unknown, errors };
  }

  #respond(frame: Frame, action: Action, record: MockRecord, request: ReadRequest, { idProperty }: OpenCollection) {
    return this.#responses.respondWith(frame, action, record, idProperty, request);
  }
}
