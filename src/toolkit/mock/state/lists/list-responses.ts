import { copyOf } from '../../../contract/document/copy.ts';
import { pointerTokens, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { findListPlace, type ListPlace, type RecordPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import { schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { noteHeader } from '../../unknown-reference.ts';
import { type Collection, Records, shownRecords } from '../collections.ts';
import { askedDeleted, type SoftDelete } from '../deletions/soft-delete.ts';
import type { RecordResponses, SentRequest } from '../record-responses.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { ResourceOperations } from '../resource-operations.ts';
import { hasNoWrapper } from '../wrapper.ts';
import { allValuesOf, withoutAll } from './all-values.ts';
import { describedOrder } from './described-order.ts';
import { hasTextIds, namesInList, namesInside } from './list-names.ts';
import { runListQuery } from './list-page.ts';
import { ListedRecords } from './listed-records.ts';
import { fillFacts, pageFact } from './page-facts.ts';
import { pageLinks } from './page-links.ts';
import { isUncounted, type PageParameters, pageParametersOf } from './page-parameters.ts';
import { isFilterUnknown } from './record-filters.ts';
import type { RecordNames } from './record-names.ts';
import { searchParameters } from './search-body.ts';

/** How many lists are kept, of one resource. */
const maxLists = 100;

/** A response, and the records that it was made of. */
interface MadeList {
  readonly records: Records;
  readonly version: number;
  readonly response: OperationResponse;
}

/** Puts pages of records into the responses of a resource's list. */
export class ListResponses {
  readonly #resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #responses: RecordResponses;
  #place: ListPlace | undefined;
  #names: RecordNames | undefined;
  #pages: PageParameters | undefined;
  #allValues: ReturnType<typeof allValuesOf> | undefined;
  /** Undefined before it is known, null for none. */
  #usualOrder: ReturnType<typeof describedOrder> | null;
  #hasTextIds: boolean | undefined;
  readonly #lists = new Map<string, MadeList>();
  #listed: { readonly records: Records; readonly version: number; readonly listed: ListedRecords } | undefined;

  constructor(resource: Resource, operations: ResourceOperations, responses: RecordResponses) {
    this.#resource = resource;
    this.#operations = operations;
    this.#responses = responses;
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
    const response = await this.pageOf(this.#shown(collection, request, softDelete), request, sent, place);
    // Lists of records as they were hold on to all of these.
    for (const [other, made] of this.#lists)
      if (made.records === records && made.version !== version) this.#lists.delete(other);
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
  async pageOf(
    records: ReadonlyMap<string, MockRecord>,
    { query }: ReadRequest,
    { accept, url }: SentRequest,
    { id }: RecordPlace,
  ): Promise<OperationResponse | undefined> {
    const prepared = this.#operations.get('list');
    const plain = await this.#operations.declaredResponse('list');
    if (!prepared || !plain) return undefined;
    this.#place ??= findListPlace(prepared, id);
    const place = this.#place;
    if (!place) return undefined;
    const { mediaType } = (await this.#responses.frameFor('list', accept)).plain;
    const listed = this.#listedOf(records, place);
    this.#names ??= namesInside(prepared, place);
    if (this.#usualOrder === undefined) {
      const { description, summary } = prepared.excerpt.operation.node;
      this.#usualOrder = describedOrder(`${String(summary ?? '')}. ${String(description ?? '')}`, this.#names) ?? null;
    }
    const { operation, document } = prepared.excerpt;
    this.#pages ??= pageParametersOf([...operation.parameters, ...searchParameters(document, operation)]);
    const recordNames = namesInList(this.#resource, prepared.operation.path);
    this.#allValues ??= allValuesOf(prepared, place, this.#names, recordNames);
    const page = runListQuery(listed.all, withoutAll(query, this.#allValues), listed.properties, {
      ...place,
      having: (...wanted) => listed.having(...wanted),
      recordNames,
      names: this.#names,
      ...this.#pages,
      usualOrder: this.#usualOrder ?? undefined,
    });
    const known = new Set(place.itemProperties);
    // Items with more properties than the id are excerpts of records.
    const isPartial = known.size > 1;
    this.#hasTextIds ??= hasTextIds(prepared, place);
    const hasTexts = this.#hasTextIds;
    const items = page.records.map((flat) => {
      const whole = listed.recordOf(flat);
      const own = whole[place.id];
      const isNumber = typeof own === 'number' && hasTexts;
      const record = isNumber ? { ...whole, [place.id]: String(own) } : whole;
      return isPartial ? Object.fromEntries(Object.entries(record).filter(([name]) => known.has(name))) : record;
    });
    const headers: Record<string, unknown> = { ...plain.headers };
    for (const name of Object.keys(headers)) headers[name] = pageFact(name.replace(/^x-/i, ''), page) ?? headers[name];
    if (isFilterUnknown(query, this.#names))
      headers[noteHeader] = '$filter is not understood, and nothing was left out';
    const isBare = place.bodyPointer === '' || hasNoWrapper(prepared, place, mediaType, [0]);
    if (isBare) return { status: place.status, headers, mediaType, body: items };
    const body = copyOf(plain.body) as Record<string, unknown>;
    const tokens = pointerTokens(place.bodyPointer);
    const links = pageLinks(prepared.excerpt.operation.parameters, page, url);
    const facts = { page, links, document: prepared.instances.document, isUncounted: isUncounted(this.#pages, query) };
    fillFacts(body, facts, tokens, [valueAt(prepared.instances.document, place.schemaPointer) as SchemaObject]);
    const isLeftOut = items.length === 0 && mayBeLeftOut(prepared.instances.document, place);
    return { status: place.status, headers, mediaType, body: replaceAt(body, tokens, isLeftOut ? undefined : items) };
  }

  /** Many requests read the same records with other filters and pages. */
  #listedOf(records: ReadonlyMap<string, MockRecord>, place: ListPlace): ListedRecords {
    if (!(records instanceof Records)) return new ListedRecords(records.values(), place);
    if (this.#listed?.records !== records || this.#listed.version !== records.version)
      this.#listed = { records, version: records.version, listed: new ListedRecords(records.values(), place) };
    return this.#listed.listed;
  }
}

/** Whether a list may not be empty, and need not be there. */
function mayBeLeftOut(document: OpenApiDocument, { schemaPointer, bodyPointer }: ListPlace): boolean {
  const tokens = pointerTokens(bodyPointer);
  const owners = schemasAlong(document, valueAt(document, schemaPointer), tokens.slice(0, -1));
  const [name] = tokens.slice(-1);
  const lists = schemasInPlace(document, ...schemasAt(owners, name as string));
  const isRequired = owners.some(({ required }) => Array.isArray(required) && required.includes(name));
  return !isRequired && lists.some(({ minItems }) => Number(minItems) > 0);
}
