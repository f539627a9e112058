import { joinPointer, pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { boundOf, propertyNamed, totalNames } from '../../contract/resource/list-parameters.ts';
import { findListPlace, type OperationSchemas, propertiesAt } from '../../contract/resource/record-shape.ts';
import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import { findIdProperty, type Resource } from '../../contract/resource/resources.ts';
import { schemasAlong, schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** Where the records are in the responses of a list, and what the contract says about them. */
export interface ListView {
  /** Into the body. */
  readonly bodyPointer: string;
  /** The name of the property that is a record's id. */
  readonly id: string;
  readonly itemProperties: readonly string[];
  /** Properties that a filter matches as a whole: those with enumerations. */
  readonly exactMatchProperties: ReadonlySet<string>;
  /** The name of the property beside the records that has the number of all records. */
  readonly total: string | undefined;
  /** To the schema of the total. */
  readonly totalPointer: string | undefined;
  /** Whether a parameter is named after a property, and the value is one that the property may have. */
  readonly isFilter: (name: string, value: unknown) => boolean;
}

export interface ListedRecords {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly total: number | undefined;
}

/** @returns undefined if the contract doesn't describe records in the responses */
export function listViewOf(
  list: OperationSchemas,
  resource: Resource,
  idProperty: string | undefined,
): ListView | undefined {
  const place = findListPlace(list, idProperty ?? findIdProperty(resource, ['id']) ?? 'id');
  if (!place) return undefined;
  const { bodyPointer, id, itemProperties, exactMatchProperties, schemaPointer } = place;
  const names = bodyPointer === '' ? [] : propertiesAt(list, schemaPointer);
  const total = names.find((name) => totalNames.has(normalizeName(name)));
  const { document } = list.instances;
  const owner = schemasInPlace(document, valueAt(document, schemaPointer)).find(
    ({ properties = {} }) => total !== undefined && Object.hasOwn(properties, total),
  );
  const ownerPointer = owner && pointerTo(document, owner);
  const totalPointer =
    ownerPointer !== undefined && total !== undefined ? joinPointer(ownerPointer, 'properties', total) : undefined;
  const recordNames = namesOfRecords(resource);
  const isFilter = (name: string, value: unknown): boolean => {
    const property = filteredProperty(name, itemProperties, recordNames);
    if (property === undefined) return false;
    const schemas = schemasAlong(document, valueAt(document, schemaPointer), [
      ...pointerTokens(bodyPointer),
      0,
      property,
    ]);
    // A value that the property can't have, such as `all`, filters by something else.
    const allowed = schemas.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
    return allowed.length === 0 || [value].flat().every((one) => allowed.includes(one));
  };
  return { bodyPointer, id, itemProperties, exactMatchProperties, total, totalPointer, isFilter };
}

/**
 * The property that a parameter filters by, according to its name: that of the property, maybe after a bound (`min_price`)
 * or the name of the record (`book_genre`). `repository_id` doesn't filter by `id`.
 */
function filteredProperty(
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
export function listIn({ bodyPointer, total }: ListView, body: unknown): ListedRecords | undefined {
  const records = valueAt(body, `#${bodyPointer}`);
  if (!Array.isArray(records)) return undefined;
  const count = total === undefined ? undefined : (body as Record<string, unknown>)[total];
  return {
    records: records.filter((record) => typeof record === 'object' && record !== null) as ListedRecords['records'],
    total: typeof count === 'number' ? count : undefined,
  };
}
