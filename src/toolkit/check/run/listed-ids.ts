import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Collection } from '../plan/references.ts';

const maxIds = 100;
const maxDepth = 2;

/** The ids of the records in the response of a list. */
export function idsIn(body: unknown, idNames: Collection['idNames'], depth = 0): unknown[] {
  if (Array.isArray(body)) return body.slice(0, maxIds).flatMap((record) => idOf(record, idNames) ?? []);
  if (typeof body !== 'object' || body === null || depth >= maxDepth) return [];
  for (const inner of Object.values(body)) {
    const ids = idsIn(inner, idNames, depth + 1);
    if (ids.length > 0) return ids;
  }
  return [];
}

/** A parameter's own name is better than `id`, of which there may be two. */
function idOf(record: unknown, idNames: ReadonlySet<string>): unknown {
  if (typeof record !== 'object' || record === null) return undefined;
  const byName = new Map(Object.entries(record).map(([name, value]) => [normalizeName(name), value]));
  const found = [...idNames].reverse().find((name) => byName.get(name) !== undefined && byName.get(name) !== null);
  return found === undefined ? undefined : byName.get(found);
}
