import { isObject } from '../../contract/document/is-object.ts';
import { decodePercent, joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { ParameterObject } from '../../contract/document/openapi.ts';
import { startsWithTemplate, variableNames } from '../../contract/document/path-template.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import { type IdSource, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { CreatedRecord } from '../findings/evidence.ts';
import type { Exchange } from '../plan/exchange.ts';
import { hasSchema } from '../plan/sendable.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** A request with the id of a record. */
export interface Placed {
  readonly parts: RequestParts;
  /** Whether every record that it names exists. */
  readonly hasRecord: boolean;
  readonly record: TestRecord | undefined;
}

/**
 * Puts a record's id, and those of the records above it, where a request names them.
 * @param location of the value under test, which is left alone
 */
export function placeId(operation: TestedOperation, parts: RequestParts, record: TestRecord, location = ''): Placed {
  const source = operation.part?.resource === record.resource ? operation.part.id : undefined;
  const values = pathValues(operation, record, source);
  let filled = parts;
  let hasRecord = true;
  for (const [index, parameter] of operation.pathParameters.entries()) {
    const value = values[index];
    if (value === undefined || !mayBe(operation, parameter, value) || isWithin(location, `path/${parameter.name}`))
      hasRecord = false;
    else filled = withParameter(filled, parameter, value);
  }
  if (!source || source.in === 'path') return { parts: filled, hasRecord, record };
  const name = source.name.replace(/^\//, '');
  const placed = isWithin(location, `${source.in}/${name}`)
    ? undefined
    : place(operation, filled, source.in, name, record.id);
  return { parts: placed ?? filled, hasRecord: hasRecord && placed !== undefined, record };
}

/** Whether the operation's path may have the record's id, and those of the records above it. */
export function canName(operation: TestedOperation, record: TestRecord): boolean {
  const source = operation.part?.resource === record.resource ? operation.part.id : undefined;
  const values = pathValues(operation, record, source);
  return operation.pathParameters.every(
    (parameter, index) => values[index] === undefined || mayBe(operation, parameter, values[index]),
  );
}

/**
 * Whether a path parameter may have an id by its own schema, which may be narrower than the one that the id was given by.
 * An empty one leaves nothing in a path.
 */
export function mayBe({ maker, instances }: TestedOperation, parameter: ParameterObject, id: unknown): boolean {
  const subject = maker.subjects.find((one) => one.parameter === parameter);
  // The end of a `Location` is a text, whatever the id is.
  const ids = typeof id === 'string' && /^-?\d{1,19}$/.test(id) ? [id, Number(id)] : [id];
  return (
    id !== '' &&
    (subject === undefined || !hasSchema(parameter) || ids.some((one) => instances.isValid(one, subject.pointer)))
  );
}

/** The id where the path names it, and around it the variables of the request that created the record, in their order. */
function pathValues(operation: TestedOperation, record: TestRecord, source: IdSource | undefined): unknown[] {
  if (source && source.in !== 'path') return [...record.variables];
  const named = operation.pathParameters.findIndex(({ name }) => name === source?.name);
  const recordPath = recordPathOf(record.resource);
  // Of `/orders/{id}/lines`, also where orders are created at `/users/{userId}/orders`.
  const isBelow = startsWithTemplate(operation.operation.path, recordPath);
  const index = named !== -1 ? named : isBelow ? variableNames(recordPath).length - 1 : record.variables.length;
  return record.variables.toSpliced(index, 0, record.id);
}

/** The names of the path variables that a record has values for. */
export function variablesWithValues(operation: TestedOperation, record: TestRecord): string[] {
  const source = operation.part?.resource === record.resource ? operation.part.id : undefined;
  const values = pathValues(operation, record, source);
  return operation.pathParameters
    .filter((parameter, index) => values[index] !== undefined && mayBe(operation, parameter, values[index]))
    .map(({ name }) => name);
}

export function isWithin(location: string, place: string): boolean {
  return location === place || location.startsWith(`${place}/`);
}

/** @returns undefined if the request has no such parameter or property */
function place({ excerpt }: TestedOperation, parts: RequestParts, kind: string, name: string, id: unknown) {
  if (kind !== 'body') {
    const parameter = excerpt.operation.parameters.find((other) => other.in === kind && other.name === name);
    return parameter && withParameter(parts, parameter, id);
  }
  const { body } = parts;
  return isObject(body) && Object.hasOwn(body, name) ? { ...parts, body: { ...body, [name]: id } } : undefined;
}

/** The id of a created record: where a link says, or else in the record's id property, or else at the end of `Location`. */
export function createdIn(exchange: Exchange, resource: Resource, create: TestedOperation): CreatedRecord | undefined {
  const inBody = createdInBody(exchange, resource, create);
  if (inBody || resource.idInResponse !== undefined) return inBody;
  const { location } = exchange.received.headers;
  const last =
    typeof location === 'string'
      ? location
          .replace(/[?#].*$/, '')
          .split('/')
          .filter(Boolean)
          .at(-1)
      : undefined;
  return last === undefined ? undefined : { id: decodePercent(last), bodyPointer: undefined };
}

/** The id of a created record in the response: where a link says, or else in the record's id property. */
export function createdInBody(
  { body }: Exchange,
  resource: Resource,
  create: TestedOperation,
): CreatedRecord | undefined {
  const place = resource.idInResponse === undefined ? findRecordPlace(create, resource) : undefined;
  const bodyPointer = resource.idInResponse ?? (place && joinPointer(place.bodyPointer, place.id));
  const id = bodyPointer === undefined ? undefined : valueAt(body, `#${bodyPointer}`);
  return id === undefined || id === null ? undefined : { id, bodyPointer };
}
