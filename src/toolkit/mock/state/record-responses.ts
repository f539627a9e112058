import { pointerTokens, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import { fillTemplate, pathText } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { findRecordPlace, propertiesAt, type RecordPlace } from '../../contract/resource/record-shape.ts';
import { type Action, isFlat, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import { findItems } from '../list-items.ts';
import type { MockRecord, Prepared } from './records/mock-record.ts';
import type { ResourceOperations } from './resource-operations.ts';
import { hasNoWrapper } from './wrapper.ts';

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

/** Puts records into the responses of a resource's operations. */
export class RecordResponses {
  readonly #resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #frames = new Map<string, Promise<Frame>>();
  readonly #readings = new WeakMap<MockRecord, OperationResponse>();

  constructor(resource: Resource, operations: ResourceOperations) {
    this.#resource = resource;
    this.#operations = operations;
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
    const prepared = this.#operations.get(action) as Prepared;
    const place = findRecordPlace(prepared, this.#resource);
    const mediaType = asked?.mediaType ?? json.mediaType;
    const isBare = place !== undefined && hasNoWrapper(prepared, place, mediaType);
    const body = isBare ? valueAt(json.body, `#${place.bodyPointer}`) : json.body;
    const plain = { ...json, mediaType, ...(body !== undefined && { body }) };
    const { idInResponse } = this.#resource;
    const hasId = idInResponse !== undefined && !isBare && valueAt(plain.body, `#${idInResponse}`) !== undefined;
    return {
      plain,
      location: Object.keys(plain.headers ?? {}).find((name) => name.toLowerCase() === 'location'),
      recordAt: place && pointerTokens(isBare ? '' : place.bodyPointer),
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
    // What is only created is described by that alone.
    if (!lister) return action === 'create';
    const list = findItems(lister.excerpt, lister.excerpt.operation, this.#resource);
    if (!list) return false;
    return isSameSet(written, propertiesAt(lister, list.schemaPointer, [...pointerTokens(list.bodyPointer), 0]));
  }

  /** @param made the header as the contract alone makes it, which may have more in front of the path */
  #locationOf(id: unknown, { path }: ReadRequest, made: unknown): string {
    const resource = this.#resource;
    const parent = isFlat(resource) ? recordPathOf(resource).replace(/\/[^/]*$/, '') : resource.path;
    const filled = fillTemplate(parent, (name) => encodeURIComponent(pathText(path[name])));
    const collection = filled.replace(/\/$/, '');
    const end = String(made).lastIndexOf(`${collection}/`);
    return `${end > 0 ? String(made).slice(0, end) : ''}${collection}/${encodeURIComponent(String(id))}`;
  }
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
