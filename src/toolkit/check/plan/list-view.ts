import { pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import {
  asksForAll,
  boundOf,
  filterFor,
  filterParts,
  type ListedRecord,
  plainFilterName,
  propertyNamed,
} from '../../contract/resource/list-parameters.ts';
import {
  findListPlace,
  flatRecord,
  type ListPlace,
  type OperationSchemas,
} from '../../contract/resource/record-shape.ts';
import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import { findIdProperty, type Resource } from '../../contract/resource/resources.ts';
import type { ResponseContract } from '../../contract/response/response.ts';
import { schemasAlong } from '../../contract/schema/schema-shape.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import { listOfValuesFor } from './list-of-values.ts';
import { findTotal, type TotalPlace } from './total-place.ts';

/** Where the records are in the responses of a list, and what the contract says about them. */
export interface ListView {
  /** Into the body. */
  readonly bodyPointer: string;
  /** The name of the property that is a record's id. */
  readonly id: string;
  readonly itemProperties: readonly string[];
  readonly attributes: ListPlace['attributes'];
  /** Properties that a filter matches as a whole: those with enumerations. */
  readonly exactMatchProperties: ReadonlySet<string>;
  readonly total: TotalPlace | undefined;
  /** The property that a parameter is named after; undefined if it isn't. */
  readonly filteredProperty: (name: string) => string | undefined;
  /** Whether a parameter is named after a property, and the value is one that the property may have; see `asksForAll`. */
  readonly isFilter: (name: string, value: unknown, isDefault?: boolean) => boolean;
  /** The test that a filter sets for a record; undefined for what doesn't filter, or asks for nothing. */
  readonly conditionOf: (
    name: string,
    value: unknown,
    isDefault?: boolean,
  ) => ((record: ListedRecord) => boolean) | undefined;
}

export interface ListedRecords {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly total: number | undefined;
}

/** @returns undefined if the contract doesn't describe records in the responses */
export function listViewOf(
  list: OperationSchemas & { readonly responses: Pick<ResponseContract, 'declared'> },
  resource: Resource,
  idProperty: string | undefined,
): ListView | undefined {
  const place = findListPlace(list, idProperty ?? findIdProperty(resource, ['id']) ?? 'id');
  if (!place) return undefined;
  const { bodyPointer, id, itemProperties, attributes, exactMatchProperties, schemaPointer } = place;
  const { document } = list.instances;
  const total = findTotal(list, place, list.responses.declared(place.status)?.headers ?? []);
  const recordNames = namesOfRecords(resource);
  const schemasOf = (property: string) =>
    schemasAlong(document, valueAt(document, schemaPointer), [
      ...pointerTokens(bodyPointer),
      0,
      ...(attributes.has(property) ? ['attributes'] : []),
      property,
    ]);
  const listNamed = (name: string) => listOfValuesFor(list, name, itemProperties, schemasOf);
  const filteredProperty = (name: string) =>
    propertyFilteredBy(plainFilterName(name), itemProperties, recordNames) ?? listNamed(name);
  const isFilter = (name: string, value: unknown, isDefault?: boolean): boolean => {
    const parts = filterParts(name, value);
    if (parts) return parts.every(([one, inner]) => isFilter(one, inner, isDefault));
    const property = filteredProperty(name);
    if (property === undefined) return false;
    const schemas = schemasOf(property);
    // A value that the property can't have, such as `all`, filters by something else.
    const allowed = schemas.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
    return allowed.length === 0 ? !asksForAll(value, isDefault) : [value].flat().every((one) => allowed.includes(one));
  };
  const conditionOf = (name: string, value: unknown, isDefault?: boolean) => {
    // Servers ignore what is empty, or look for it.
    const isEmpty = Array.isArray(value) ? value.length === 0 || value.includes('') : value === '';
    if (isEmpty || !isFilter(name, value, isDefault)) return undefined;
    // What is between commas may be several values.
    const several = typeof value === 'string' && value.includes(',') ? value.split(',').map((one) => one.trim()) : [];
    const wanted = several.length > 0 ? [value, ...several.filter((one) => one !== '')] : value;
    const test = (one: string) => filterFor(one, wanted, itemProperties, exactMatchProperties);
    const property = filteredProperty(name);
    return test(name) ?? (property === listNamed(name) && property !== undefined ? test(property) : undefined);
  };
  const properties = { itemProperties, attributes, exactMatchProperties };
  return { bodyPointer, id, ...properties, total, filteredProperty, isFilter, conditionOf };
}

/**
 * The property that a parameter filters by, according to its name: that of the property, maybe after a bound (`min_price`)
 * or the name of the record (`book_genre`). `repository_id` doesn't filter by `id`.
 */
function propertyFilteredBy(
  name: string,
  properties: readonly string[],
  recordNames: readonly string[],
): string | undefined {
  const { rest: unbounded, bound } = boundOf(name);
  const [, prefix, rest] = /^([^_]+)_(.+)$/.exec(unbounded) ?? [];
  const wanted = prefix !== undefined && recordNames.includes(normalizeName(prefix)) ? (rest as string) : unbounded;
  const found = properties.find((property) => property.toLowerCase() === wanted.toLowerCase());
  return found ?? (bound && propertyNamed(unbounded, properties));
}

/** The records of a response; undefined if it has no list. */
export function listIn(
  { bodyPointer, total, attributes }: ListView,
  { body, received }: { readonly body?: unknown; readonly received: Pick<ReceivedResponse, 'headers'> },
): ListedRecords | undefined {
  const records = valueAt(body, `#${bodyPointer}`);
  if (!Array.isArray(records)) return undefined;
  const count =
    total?.header === undefined
      ? total && valueAt(body, `#${total.bodyPointer}`)
      : /^\d{1,15}$/.test(String(received.headers[total.header]))
        ? Number(received.headers[total.header])
        : undefined;
  return {
    records: (records as ListedRecords['records'])
      .filter((record) => typeof record === 'object' && record !== null)
      .map((record) => flatRecord(record, { attributes })),
    total: typeof count === 'number' ? count : undefined,
  };
}
