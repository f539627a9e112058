import { isObject } from '../../contract/document/is-object.ts';
import { findIdProperty } from '../../contract/resource/resources.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { isWithin } from './place-id.ts';

/**
 * A PUT or PATCH whose body has the id of its record, too, has the one that its path names: in itself or in `data`.
 * @see https://jsonapi.org/format/1.1/#crud-updating
 */
export function withOwnId(
  { operation: { part, instances, maker, pathParameters }, location = '', expectation }: Case,
  parts: RequestParts,
): RequestParts {
  const pointer = maker.body?.pointer;
  const { body } = parts;
  const isOwn = part?.id?.in === 'path' && (part.action === 'replace' || part.action === 'patch');
  const parameter = pathParameters.find((one) => one.name === part?.id?.name);
  const named = parameter && parts.parameters.get(parameter);
  if (!isOwn || named === undefined || !isObject(body)) return parts;
  const { data } = body;
  const [place, owner] = isObject(data) ? ['body/data', data] : ['body', body];
  const name = findIdProperty(
    part.resource,
    Object.keys(owner).filter((key) => !/^(key|slug|name)$/i.test(key)),
  );
  const id = name === undefined || typeof owner[name] === typeof named ? named : idAs(owner[name], named);
  // What is wrong with it is what is tested; another valid one is another record's.
  const isTested = expectation.kind === 'refused' && isWithin(location, `${place}/${name}`);
  if (name === undefined || owner[name] === id || Number.isNaN(id) || isTested) return parts;
  const changed = { ...owner, [name]: id };
  const filled = owner === data ? { ...body, data: changed } : changed;
  const isSame = pointer !== undefined && instances.isValid(filled, pointer) === instances.isValid(body, pointer);
  return isSame ? { ...parts, body: filled } : parts;
}

/** What the end of a `Location` is may be a number in a body, and a number a text. NaN where a text is no number. */
function idAs(value: unknown, id: unknown): unknown {
  return typeof value === 'number' ? Number(id) : String(id);
}
