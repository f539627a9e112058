import { joinPointer, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { isJsonApi } from '../../contract/resource/record-shape.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import { propertyNames, schemasAlong } from '../../contract/schema/schema-shape.ts';
import { findRecordsPlace } from '../records-place.ts';
import { requiredNames, selectFields, type WantedFields, wantedFields } from './selected-fields.ts';

const names = new Set(['fields', 'field', 'select', 'onlyfields', 'includefields', 'selectfields', 'selectedfields']);

/** Whether a query parameter chooses the properties of records: `fields`, `$select`, `fields[books]`. */
export function isSelection(name: string): boolean {
  return names.has(normalizeName(name.replace(/\[[^\]]*\]$/, '')));
}

/** Leaves out of an operation's records what a request didn't choose. */
export interface FieldSelection {
  /** Whether nothing can be left out, as the records' schema requires every property. */
  readonly isUseless: boolean;
  readonly parameters: readonly string[];
  /** @returns the response itself where the request chose nothing that the records have */
  select(response: OperationResponse, request: ReadRequest): OperationResponse;
}

/** Of a read or a list. @returns undefined if no parameter chooses properties */
export function findFieldSelection(document: OpenApiDocument, operation: Operation): FieldSelection | undefined {
  if (operation.method !== 'get') return undefined;
  const parameters = operation.parameters.flatMap(({ name, in: location }) =>
    location === 'query' && isSelection(name) ? [name] : [],
  );
  const place = parameters.length > 0 ? findRecordsPlace(document, operation) : undefined;
  if (!place) return undefined;
  const { way, schemas, id, schemaPointer } = place;
  const included = schemasAlong(document, valueAt(document, schemaPointer), ['included', 0, 'attributes']);
  const isOfJsonApi = isJsonApi(propertyNames(schemas));
  const own = isOfJsonApi ? schemasAlong(document, { allOf: schemas }, ['attributes']) : schemas;
  const known = new Set(propertyNames(own).map(normalizeName));
  // A property that is called so is filtered by.
  if (parameters.some((name) => known.has(normalizeName(name)))) return undefined;
  const isUseless = propertyNames(own).every((name) => name === id || requiredNames(own).has(name));
  const pointer = joinPointer('#', ...way);
  const select = (body: unknown, choices: readonly Choice[]): unknown => {
    const there = valueAt(body, pointer);
    if (isOfJsonApi) {
      const chosen = replaceAt(body, way, selectResources(document, there, own, choices));
      const others = valueAt(body, '#/included');
      return Array.isArray(others)
        ? replaceAt(chosen, ['included'], selectResources(document, others, included, choices))
        : chosen;
    }
    const wanted = choices
      .map((one) => withoutWrapper(one.wanted, way))
      .find((one) => [...one.keys()].some((name) => known.has(name)));
    if (!wanted) return body;
    const kept = id === undefined ? [] : [id];
    const one = (record: unknown) => selectFields(document, record, schemas, wanted, kept);
    return replaceAt(body, way, Array.isArray(there) ? there.map(one) : one(there));
  };
  /** What was selected last of a response: those of lists and reads are sent again. */
  const made = new WeakMap<OperationResponse, { readonly key: string; readonly selected: OperationResponse }>();
  return {
    isUseless,
    parameters,
    select(response, { query }) {
      const { body, status } = response;
      if (isUseless || status >= 300 || typeof body !== 'object') return response;
      const key = JSON.stringify(parameters.map((name) => query[name]));
      const last = made.get(response);
      if (last?.key === key) return last.selected;
      const choices = choicesOf(parameters, query);
      const selected = choices.length === 0 ? response : { ...response, body: select(body, choices) };
      made.set(response, { key, selected });
      return selected;
    },
  };
}

/** What a request wants of the records of a type; without one, of all. */
interface Choice {
  readonly type: string | undefined;
  readonly wanted: WantedFields;
}

function choicesOf(parameters: readonly string[], query: ReadRequest['query']): Choice[] {
  return parameters.flatMap((name) => {
    const [, inName] = /\[([^\]]*)\]$/.exec(name) ?? [];
    const value = query[name];
    if (value === undefined || value === null) return [];
    const parts =
      typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [[inName, value] as const];
    return parts.flatMap(([type, written]): Choice[] => {
      const wanted = wantedFields(written);
      return wanted ? [{ type, wanted }] : [];
    });
  });
}

/** `title` for `items(title)`, as Google's APIs have it. */
function withoutWrapper(wanted: WantedFields, way: readonly string[]): WantedFields {
  const [wrapper, ...others] = way;
  const inside = wrapper === undefined || others.length > 0 ? undefined : wanted.get(normalizeName(wrapper));
  return (inside && wantedFields(inside)) ?? wanted;
}

/** Resources of JSON:API with the attributes and relationships that are wanted of their type. @see https://jsonapi.org/format/#fetching-sparse-fieldsets */
function selectResources(
  document: OpenApiDocument,
  value: unknown,
  attributes: readonly SchemaObject[],
  choices: readonly Choice[],
): unknown {
  if (Array.isArray(value)) return value.map((one) => selectResources(document, one, attributes, choices));
  if (typeof value !== 'object' || value === null) return value;
  const { type } = value as { type?: unknown };
  const choice = choices.find((one) => one.type === undefined || one.type === type);
  if (!choice) return value;
  const parts = Object.entries(value).map(([name, own]) => {
    if (name === 'attributes') return [name, selectFields(document, own, attributes, choice.wanted)];
    return [name, name === 'relationships' ? selectFields(document, own, [], choice.wanted) : own];
  });
  return Object.fromEntries(parts);
}
