import { isObject } from '../../../contract/document/is-object.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import type { IncludedPlace } from '../../included-place.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { compact } from './record-type.ts';
import type { Relations } from './relations.ts';

/** How many relationships are followed from one record, as in `comments.author.company`. */
const maxSteps = 4;

/** A response with the records that its own refer to, as far as the request asks for them. */
export async function withIncluded(
  relations: Relations,
  { types, isAsked }: IncludedPlace,
  response: OperationResponse,
  { query }: ReadRequest,
): Promise<OperationResponse> {
  const { body, status } = response;
  if (status >= 300 || !isObject(body)) return response;
  const asked = [query['include'] ?? []].flat().flatMap((one) => String(one).split(','));
  const ways = asked.filter((one) => one !== '').map((one) => one.split('.').slice(0, maxSteps));
  const primary = [body['data']].flat().filter(isObject);
  const keyOf = ({ type, id }: MockRecord) => `${type} ${id}`;
  const own = new Set(primary.map(keyOf));
  const found = new Map<string, MockRecord>();
  const declared = [body['included'] ?? []].flat().filter(isObject);
  const follow = async (records: readonly MockRecord[], [name, ...rest]: readonly (string | undefined)[]) => {
    const next: MockRecord[] = [];
    for (const identifier of records.flatMap((record) => identifiersIn(record, name))) {
      const key = keyOf(identifier);
      const record =
        found.get(key) ?? (await recordOf(relations, identifier)) ?? declared.find((one) => keyOf(one) === key);
      if (!record || (types && !types.has(record['type']))) continue;
      next.push(record);
      if (!own.has(key)) found.set(key, record);
    }
    if (rest.length > 0 && next.length > 0) await follow(next, rest);
  };
  for (const way of isAsked ? ways : [[undefined]]) await follow(primary, way);
  const { included: _, ...others } = body;
  return { ...response, body: found.size > 0 || !isAsked ? { ...others, included: [...found.values()] } : others };
}

/** @param name of a relationship; undefined for all */
function identifiersIn({ relationships }: MockRecord, name: string | undefined): MockRecord[] {
  if (!isObject(relationships)) return [];
  const parts = name === undefined ? Object.values(relationships) : [relationships[name]];
  return parts.flatMap((one) => (isObject(one) ? [one['data'] ?? []].flat().filter(isObject) : []));
}

async function recordOf(relations: Relations, { type, id }: MockRecord): Promise<MockRecord | undefined> {
  const name = compact(singular(wordsOf(String(type))));
  const target = relations.all.find(({ names, isNested }) => !isNested && names.includes(name));
  if (!target) return undefined;
  await relations.stateOf(target)?.prepare();
  return relations.recordOf(target, id, {}, {});
}
