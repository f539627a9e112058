import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { filterFor } from '../../../contract/resource/list-parameters.ts';
import { findListPlace, findRecordPlace, propertiesAt } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { findItems } from '../../list-items.ts';
import { findFieldSelection, isSelection } from '../../selection/field-selection.ts';
import { findSoftDelete, isAboutDeleted } from '../deletions/soft-delete.ts';
import { recordTypeOf } from '../relations/record-type.ts';
import { comingCondition } from './coming-condition.ts';
import { namesInList, namesInside } from './list-names.ts';
import { isOfPage } from './list-page.ts';
import { onlyProperty, onlyStatus, oppositeProperty } from './only-condition.ts';
import { placeOf, timeCondition, withoutRecordName } from './record-filters.ts';
import { searchParameters } from './search-body.ts';

/** The query parameters of a list that neither page, sort nor filter it. */
export function ignoredParameters(contract: Contract, operation: Operation, resource: Resource): string[] {
  const schemas = { excerpt: { document: contract.document, operation }, instances: contract };
  const items = findItems(contract, operation, resource);
  const place = items && findListPlace(schemas, items.id);
  if (!place) return [];
  const reader = resource.operations.get('read')?.operation;
  const read = reader && { excerpt: { document: contract.document, operation: reader }, instances: contract };
  const whole = read && findRecordPlace(read, resource);
  // Records are filtered by what they have, also where a list shows less of it.
  const inRecord = whole ? propertiesAt(read, whole.schemaPointer, pointerTokens(whole.bodyPointer)) : [];
  const inside = namesInside(schemas, place);
  const { exactMatchProperties } = place;
  const itemProperties = [...new Set([...inRecord, ...inside.keys()])];
  const names = {
    keys: () => [...itemProperties, ...place.relationships].values(),
    get: (name: string) => inside.get(name) ?? [],
    rankedKind: inside.rankedKind,
    valuesOf: inside.valuesOf,
  };
  const recordNames = namesInList(resource, operation.path);
  const type = operation.parameters.some(({ name }) => isAboutDeleted(name))
    ? recordTypeOf(contract, resource)
    : undefined;
  const isKnown = (name: string) =>
    isOfPage(name, itemProperties) ||
    isSelection(name) ||
    (isAboutDeleted(name) && type !== undefined && findSoftDelete(contract, type) !== undefined) ||
    /^(\$filter|filters?)$/i.test(name) ||
    filterFor(name, '', itemProperties, exactMatchProperties, recordNames) !== undefined ||
    onlyProperty(name, names) !== undefined ||
    onlyStatus(name, names) !== undefined ||
    comingCondition(name, true, names) !== undefined ||
    comingCondition(name, 'upcoming', names) !== undefined ||
    oppositeProperty(name, names) !== undefined ||
    placeOf(withoutRecordName(name, recordNames), names) !== undefined;
  const isTime = (written: unknown) =>
    schemasInPlace(contract.document, written).some(({ format }) => /^date(-time)?$/.test(String(format)));
  const isOfTime = (name: string, schema: unknown) =>
    isTime(schema) && timeCondition(name, '2025-01-01', names) !== undefined;
  return operation.parameters.flatMap(({ name, in: location, schema }) =>
    location === 'query' && !isKnown(name) && !isOfTime(name, schema) ? [name] : [],
  );
}

const maxLines = 5;

/** One line for each list that ignores parameters, in words, and how many more there are; the same for selections of properties. */
export function describeIgnored(
  contract: Contract,
  lists: readonly { readonly operation: Operation; readonly resource: Resource }[],
): string[] {
  const unknown = lists.flatMap(({ operation, resource }) => {
    const why = 'no property is called so';
    const search = { ...operation, parameters: searchParameters(contract.document, operation) };
    return [
      ...lineFor(operation, ignoredParameters(contract, operation, resource), why),
      ...lineFor(operation, ignoredParameters(contract, search, resource), why, ['property', 'properties']),
    ];
  });
  const useless = contract.operations.flatMap((operation) => {
    const { isUseless, parameters } = findFieldSelection(contract.document, operation) ?? {};
    return isUseless && parameters ? lineFor(operation, parameters, 'the schema requires every property') : [];
  });
  return [
    ...shortened(unknown, 'lists ignore query parameters'),
    ...shortened(useless, 'operations ignore such parameters'),
  ];
}

const ofQuery = ['query parameter', 'query parameters'] as const;

function lineFor(
  { operationId }: Operation,
  names: readonly string[],
  why: string,
  [single, several]: readonly [string, string] = ofQuery,
): string[] {
  const one = names.length === 1 ? single : several;
  const are = names.length === 1 ? 'is' : 'are';
  return names.length === 0 ? [] : [`${operationId}: the ${one} ${names.join(', ')} ${are} ignored: ${why}`];
}

function shortened(lines: readonly string[], what: string): string[] {
  const more = lines.length - maxLines;
  return more > 0 ? [...lines.slice(0, maxLines), `and ${more} more ${what}`] : [...lines];
}
