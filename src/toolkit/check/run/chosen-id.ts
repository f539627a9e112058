import { type RequestParts, seededChoices, withParameter } from '../../instances/index.ts';
import { reachesServers } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { alternativesTo } from '../plan/varied-parts.ts';

/**
 * A PUT of a record under another id than that of the base.
 * @param serial a number that no other request has
 * @returns undefined if the schema of the id allows no other, such as an enumeration
 */
export function withChosenId(put: TestedOperation, parts: RequestParts, serial: number): RequestParts | undefined {
  const id = put.pathParameters.at(-1);
  const pointer = put.maker.subjects.find(({ parameter }) => parameter === id)?.pointer;
  if (!id || pointer === undefined) return undefined;
  const own = parts.parameters.get(id);
  const made = put.instances.chosen(pointer, seededChoices(`id ${serial}`));
  return [...alternativesTo(own, serial), made]
    .filter((value) => value !== undefined && value !== own && !/\s/.test(String(value)))
    .filter((value) => put.instances.isValid(value, pointer))
    .map((value) => withParameter(parts, id, value))
    .find(reachesServers);
}
