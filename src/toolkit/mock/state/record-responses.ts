import { copyOf } from '../../contract/document/copy.ts';
import { pointerTokens, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { fillTemplate, pathText } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import {
  findListPlace,
  findRecordPlace,
  type ListPlace,
  type OperationSchemas,
  propertiesAt,
  type RecordPlace,
} from '../../contract/resource/record-shape.ts';
import { namesOfRecords } from '../../contract/resource/resource-names.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import { findItems } from '../list-items.ts';
import { noteHeader } from '../unknown-reference.ts';
import { type Collection, Records, shownRecords } from './collections.ts';
import { askedDeleted, type SoftDelete } from './deletions/soft-delete.ts';
import { pageFact, runListQuery } from './lists/list-page.ts';
import { ListedRecords } from './lists/listed-records.ts';
import { fillFacts } from './lists/page-facts.ts';
import { pageLinks } from './lists/page-links.ts';
import { firstPageOf, isUncountedIn } from './lists/page-parameters.ts';
import { isFilterUnknown, type RecordNames } from './lists/record-filters.ts';
import type { MockRecord, Prepared } from './records/mock-record.ts';
import type { ResourceOperations } from './resource-operations.ts';

/** What a request says besides its parameters and its body. */
export interface SentRequest {
  readonly accept: string | undefined;
  readonly url: string;
}

/** An action's declared response, and where the record is in it. */
export interface Frame {
  readonly plain: OperationResponse;
  /** The name of the header with the record's URL. */
  readonly location: string | undefined;
  readonly recordAt: readonly string[] | undefined;
  /** Whether it is certain that a whole record is there. */
  readonly isWhole: boolean;
  readonly idAt: readonly string[] | undefined;
}

/** How many lists are kept, of one resource. */
const maxLists = 100;

/** A response, and the records that it was made of. */
interface MadeList {
  readonly records: Records;
  readonly version: number;
  readonly response: OperationResponse;
}

/** Puts records into the responses of a resource's operations. */
export class RecordResponses {
  readonly #resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #frames = new Map<string, Promise<Frame>>();
  #listPlace: ListPlace | undefined;
  #names: RecordNames | undefined;
  readonly #readings = new WeakMap<MockRecord, OperationResponse>();
  readonly #lists = new Map<string, MadeList>();
  #listed: { readonly records: Records; readonly version: number; readonly listed: ListedRecords } | undefined;

  constructor(resource: Resource, operations: ResourceOperations) {
    this.#resource = resource;
    this.#operations = operations;
  }

  /** A page of the records; undefined if the contract's list has no place for them. It is made again once they have changed. */
  async list(
    collection: Collection,
    request: ReadRequest,
    sent: SentRequest,
    place: RecordPlace,
    softDelete: SoftDelete | undefined,
  ): Promise<OperationResponse | undefined> {
    const { records } = collection;
    const { version } = records;
    const key = `${sent.accept} ${sent.url}`;
    const known = this.#lists.get(key);
    if (known?.records === records && known.version === version) return known.response;
    const response = await this.listOnce(this.#shown(collection, request, softDelete), request, sent, place);
    if (this.#lists.size >= maxLists) this.#lists.clear();
    if (response) this.#lists.set(key, { records, version, response });
    return response;
  }

  /** Without the records that were deleted, unless the request asks for them. */
  #shown(
    collection: Collection,
    { query }: ReadRequest,
    softDelete: SoftDelete | undefined,
  ): ReadonlyMap<string, MockRecord> {
    const { records, unlisted } = collection;
    const asked = softDelete && askedDeleted(query, softDelete);
    if (asked === 'only') return new Map([...records].filter(([id]) => unlisted.has(id)));
    return asked === 'all' ? records : shownRecords(collection);
  }

  /** The same for records that are together for this request. */
  async listOnce(
    records: ReadonlyMap<string, MockRecord>,
    { query }: ReadRequest,
    { accept, url }: SentRequest,
    { id }: RecordPlace,
  ): Promise<OperationResponse | undefined> {
    const prepared = this.#operations.get('list');
    const plain = await this.#operations.declaredResponse('list');
    if (!prepared || !plain) return undefined;
    this.#listPlace ??= findListPlace(prepared, id);
    const place = this.#listPlace;
    if (!place) return undefined;
    const { mediaType } = (await this.frameFor('list', accept)).plain;
    const listed = this.#listedOf(records, place);
    this.#names ??= namesInside(prepared, place);
    const page = runListQuery(listed.all, query, listed.properties, {
      ...place,
      having: (...wanted) => listed.having(...wanted),
      recordNames: namesInList(this.#resource, prepared.operation.path),
      names: this.#names,
      firstPage: firstPageOf(prepared.excerpt.operation.parameters),
    });
    const known = new Set(place.itemProperties);
    // Items with more properties than the id are excerpts of records.
    const isPartial = known.size > 1;
    const items = page.records.map((flat) => {
      const record = listed.recordOf(flat);
      return isPartial ? Object.fromEntries(Object.entries(record).filter(([name]) => known.has(name))) : record;
    });
    const headers: Record<string, unknown> = { ...plain.headers };
    for (const name of Object.keys(headers)) headers[name] = pageFact(name.replace(/^x-/i, ''), page) ?? headers[name];
    if (isFilterUnknown(query, this.#names))
      headers[noteHeader] = '$filter is not understood, and nothing was left out';
    if (place.bodyPointer === '') return { status: place.status, headers, mediaType, body: items };
    const body = copyOf(plain.body) as Record<string, unknown>;
    const tokens = pointerTokens(place.bodyPointer);
    const links = pageLinks(prepared.excerpt.operation.parameters, page, url);
    const isUncounted = isUncountedIn(prepared.excerpt.operation.parameters, query);
    fillFacts(body, { page, links, document: prepared.instances.document, isUncounted }, tokens, [
      valueAt(prepared.instances.document, place.schemaPointer) as SchemaObject,
    ]);
    return { status: place.status, headers, mediaType, body: replaceAt(body, tokens, items) };
  }

  /** Many requests read the same records with other filters and pages. */
  #listedOf(records: ReadonlyMap<string, MockRecord>, place: ListPlace): ListedRecords {
    if (!(records instanceof Records)) return new ListedRecords(records.values(), place);
    if (this.#listed?.records !== records || this.#listed.version !== records.version)
      this.#listed = { records, version: records.version, listed: new ListedRecords(records.values(), place) };
    return this.#listed.listed;
  }

  /** The declared success, with the record or its id put in. Records are immutable, so the response is reused. */
  respondWith(
    frame: Frame,
    action: Action,
    record: MockRecord,
    idProperty: string,
    request: ReadRequest,
  ): OperationResponse {
    const known = action === 'read' ? this.#readings.get(record) : undefined;
    if (known && known.mediaType === frame.plain.mediaType) return known;
    const { status, mediaType, headers } = frame.plain;
    const location = action === 'create' ? frame.location : undefined;
    const response = {
      status,
      headers:
        location === undefined
          ? headers
          : { ...headers, [location]: this.#locationOf(record[idProperty], request, headers?.[location]) },
      mediaType,
      body: bodyWith(frame, record, idProperty),
    };
    if (action === 'read') this.#readings.set(record, response);
    return response;
  }

  /** What the responses of an action have in common. */
  frameFor(action: Action, accept: string | undefined): Promise<Frame> {
    const key = `${action} ${accept}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    const made = this.#makeFrame(action, accept);
    if (this.#frames.size > 100) this.#frames.clear();
    this.#frames.set(key, made);
    return made;
  }

  /** The body is made from the JSON one, and written as the client accepts it. */
  async #makeFrame(action: Action, accept: string | undefined): Promise<Frame> {
    const status = this.#operations.createdStatus(action);
    const json = (await this.#operations.declaredResponse(action, status)) ?? { status: 200 };
    const asked = accept === undefined ? json : await this.#operations.declaredResponse(action, status, accept);
    const plain = { ...json, mediaType: asked?.mediaType ?? json.mediaType };
    const place = findRecordPlace(this.#operations.get(action) as Prepared, this.#resource);
    const { idInResponse } = this.#resource;
    const hasId = idInResponse !== undefined && valueAt(plain.body, `#${idInResponse}`) !== undefined;
    return {
      plain,
      location: Object.keys(plain.headers ?? {}).find((name) => name.toLowerCase() === 'location'),
      recordAt: place && pointerTokens(place.bodyPointer),
      isWhole: action === 'read' || (place !== undefined && this.#hasAllOf(action, place)),
      idAt: hasId ? pointerTokens(idInResponse) : undefined,
    };
  }

  /** Whether an action's response has all the properties of a record that is read, or listed where none is read. */
  #hasAllOf(action: Action, { schemaPointer, bodyPointer }: RecordPlace): boolean {
    const writer = this.#operations.get(action) as Prepared;
    const written = propertiesAt(writer, schemaPointer, pointerTokens(bodyPointer));
    const reader = this.#operations.get('read');
    const whole = reader ? findRecordPlace(reader, this.#resource) : undefined;
    if (reader)
      return (
        whole !== undefined &&
        isSameSet(written, propertiesAt(reader, whole.schemaPointer, pointerTokens(whole.bodyPointer)))
      );
    const lister = this.#operations.get('list');
    const list = lister && findItems(lister.excerpt, lister.excerpt.operation, this.#resource);
    if (!list) return false;
    return isSameSet(written, propertiesAt(lister, list.schemaPointer, [...pointerTokens(list.bodyPointer), 0]));
  }

  /** @param made the header as the contract alone makes it, which may have more in front of the path */
  #locationOf(id: unknown, { path }: ReadRequest, made: unknown): string {
    const filled = fillTemplate(this.#resource.path, (name) => encodeURIComponent(pathText(path[name])));
    const collection = filled.replace(/\/$/, '');
    const end = String(made).lastIndexOf(`${collection}/`);
    return `${end > 0 ? String(made).slice(0, end) : ''}${collection}/${encodeURIComponent(String(id))}`;
  }
}

/** What the records of a list may be called in its parameters. */
export function namesInList(resource: Resource, path: string): string[] {
  return [...new Set([...namesOfRecords(resource), ...namesOfRecords({ path })])];
}

/** The properties of the records of a list, and what is inside of them. */
export function namesInside(
  schemas: OperationSchemas,
  { schemaPointer, bodyPointer, itemProperties }: ListPlace,
): RecordNames {
  const path = [...pointerTokens(bodyPointer), 0];
  const below = (name: string) => {
    const own = propertiesAt(schemas, schemaPointer, [...path, name]);
    return own.length > 0 ? own : propertiesAt(schemas, schemaPointer, [...path, name, 0]);
  };
  return new Map(itemProperties.map((name) => [name, below(name)]));
}

/** The body of a success, with the record in its place, or at least with its id. */
function bodyWith(
  { plain: { body: plain }, recordAt, isWhole, idAt }: Frame,
  record: MockRecord,
  idProperty: string,
): unknown {
  if (typeof plain !== 'object' || plain === null) return plain;
  const withId = idAt ? replaceAt(plain, idAt, record[idProperty]) : plain;
  if (!recordAt) return withId;
  const there = recordAt.reduce<unknown>((value, token) => (value as MockRecord | undefined)?.[token], plain);
  if (isWhole || isRecord(there, record)) return replaceAt(withId, recordAt, record);
  const hasId = typeof there === 'object' && there !== null && Object.hasOwn(there, idProperty);
  return hasId ? replaceAt(withId, [...recordAt, idProperty], record[idProperty]) : withId;
}

/** Whether a value in a response is such a record: it shares more properties with it than the id. */
function isRecord(value: unknown, record: MockRecord): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(value);
  const shared = names.filter((name) => Object.hasOwn(record, name));
  return shared.length > 1
    ? shared.length * 2 >= names.length
    : names.length === 1 && shared.length === 1 && Object.keys(record).length === 1;
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}
