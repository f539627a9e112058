import { findIdProperty } from '../../contract/resource/resources.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { isWithin } from './place-id.ts';

/**
 * A PUT or PATCH whose body has the id of its record, too, has the one that its path names: in itself or in `data`.
 * @see https://jsonapi.org/format/1.1/#crud-updating
 */
export function withOwnId(
  { operation: { part, instances, maker }, location = '', expectation }: Case,
  parts: RequestParts,
  record: TestRecord | undefined,
): RequestParts {
  const pointer = maker.body?.pointer;
  const { body } = parts;
  const isOwn = record !== undefined && part?.resource === record.resource && part.id?.in === 'path';
  if (!isOwn || (part.action !== 'replace' && part.action !== 'patch') || !isObject(body)) return parts;
  const { data } = body;
  const [place, owner] = isObject(data) ? ['body/data', data] : ['body', body];
  const name = findIdProperty(
    part.resource,
    Object.keys(owner).filter((key) => !/^(key|slug|name)$/i.test(key)),
  );
  const id = name === undefined || typeof owner[name] === typeof record.id ? record.id : String(record.id);
  // What is wrong with it is what is tested; another valid one is another record's.
  const isTested = expectation.kind === 'refused' && isWithin(location, `${place}/${name}`);
  if (name === undefined || owner[name] === id || isTested) return parts;
  const changed = { ...owner, [name]: id };
  const filled = owner === data ? { ...body, data: changed } : changed;
  const isSame = pointer !== undefined && instances.isValid(filled, pointer) === instances.isValid(body, pointer);
  return isSame ? { ...parts, body: filled } : parts;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
