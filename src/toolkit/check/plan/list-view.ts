import { joinPointer, pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { totalNames } from '../../contract/resource/list-parameters.ts';
import { findListPlace, propertiesAt } from '../../contract/resource/record-shape.ts';
import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import { findIdProperty, type Resource } from '../../contract/resource/resources.ts';
import { schemasAlong, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { TestedOperation } from './tested-operation.ts';

/** Where the records are in a list's answers, and what is said of them. */
export interface ListView {
  /** Into the body. */
  readonly at: string;
  /** The name of a record's id. */
  readonly id: string;
  readonly itemProperties: readonly string[];
  /** Properties that only fit as a whole: those with enumerations. */
  readonly wholes: ReadonlySet<string>;
  /** The name of how many there are in all, beside the records. */
  readonly total: string | undefined;
  /** Where its schema stands. */
  readonly totalPointer: string | undefined;
  /** Whether a parameter says that it filters by a property, with a value that the property may have. */
  readonly isFilter: (name: string, value: unknown) => boolean;
}

export interface ListedRecords {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly total: number | undefined;
}

/** @returns undefined where the contract says too little of the answers to know records in them */
export function listViewOf(
  list: TestedOperation,
  resource: Resource,
  idProperty: string | undefined,
): ListView | undefined {
  const place = findListPlace(list, idProperty ?? findIdProperty(resource, ['id']) ?? 'id');
  if (!place) return undefined;
  const { bodyPointer: at, id, itemProperties, exactMatchProperties: wholes, schemaPointer } = place;
  const names = at === '' ? [] : propertiesAt(list, schemaPointer);
  const total = names.find((name) => totalNames.has(normalizeName(name)));
  const { document } = list.instances;
  const owner = schemasInPlace(document, valueAt(document, schemaPointer)).find(
    ({ properties = {} }) => total !== undefined && Object.hasOwn(properties, total),
  );
  const ownerAt = owner && pointerTo(document, owner);
  const totalPointer =
    ownerAt !== undefined && total !== undefined ? joinPointer(ownerAt, 'properties', total) : undefined;
  const called = namesOfRecords(resource);
  const isFilter = (name: string, value: unknown): boolean => {
    const property = filteredProperty(name, itemProperties, called);
    if (property === undefined) return false;
    const schemas = schemasAlong(document, valueAt(document, schemaPointer), [...pointerTokens(at), 0, property]);
    // `all` is no value of a state, it is all of them.
    const allowed = schemas.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
    return allowed.length === 0 || [value].flat().every((one) => allowed.includes(one));
  };
  return { at, id, itemProperties, wholes, total, totalPointer, isFilter };
}

/**
 * The property that a parameter's name says it filters by: it is called so, maybe with a bound or the name of the record
 * before it. `repository_id` says nothing of `id`.
 */
function filteredProperty(name: string, properties: readonly string[], names: readonly string[]): string | undefined {
  const plain = name.replace(/^(from|to|min|max|since|until|before|after)_/i, '');
  const [, prefix, rest] = /^([^_]+)_(.+)$/.exec(plain) ?? [];
  const wanted = prefix !== undefined && names.includes(normalizeName(prefix)) ? (rest as string) : plain;
  return properties.find((property) => property.toLowerCase() === wanted.toLowerCase());
}

/** The records of a list's answer; undefined where it isn't one. */
export function listIn({ at, total }: ListView, body: unknown): ListedRecords | undefined {
  const records = valueAt(body, `#${at}`);
  if (!Array.isArray(records)) return undefined;
  const count = total === undefined ? undefined : (body as Record<string, unknown>)[total];
  return {
    records: records.filter((record) => typeof record === 'object' && record !== null) as ListedRecords['records'],
    total: typeof count === 'number' ? count : undefined,
  };
}
