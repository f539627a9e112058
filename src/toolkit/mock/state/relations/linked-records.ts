import { isObject } from '../../../contract/document/is-object.ts';
import { createRandom } from '../../../instances/index.ts';
import type { Collection } from '../collections.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { drawId } from './chosen-records.ts';
import type { RecordLookup } from './computed-record.ts';
import type { Reference, Way } from './record-plan.ts';
import type { RecordType } from './record-type.ts';
import type { RelatedState } from './related-state.ts';
import type { RelationGraph } from './relation-graph.ts';
import { holdersAt } from './values.ts';

type Linking = Pick<RecordLookup, 'idsFor' | 'stateOf' | 'planOf' | 'ownerOf'> & Pick<RelationGraph, 'of'>;

/** Points the references that were made up to records that exist, once for a collection. */
export function linkRecords(relations: Linking, state: RelatedState, collection: Collection): void {
  const own = relations.of(state);
  if (!own || collection.isLinked) return;
  const { references, embedded } = relations.planOf(own);
  // Those in lists are drawn where these are put together.
  const objects = embedded.filter(({ way, id }) => id !== undefined && !way.includes('*'));
  // What isn't ready yet is linked once it is.
  if ([...references, ...objects].some(({ target }) => relations.stateOf(target)?.kit === undefined)) return;
  collection.isLinked = true;
  if (references.length + objects.length === 0) return;
  const filler = state.kit?.filler;
  for (const id of [...collection.filled, ...collection.given.keys()]) {
    const made = collection.records.get(id);
    // It may have been deleted before.
    if (!made) continue;
    const given = collection.given.get(id);
    const isGiven = (way: Way) => given !== undefined && holdersAt(given, way).length > 0;
    const record = structuredClone(made);
    const pointed = new Map<RecordType, Set<unknown>>();
    for (const reference of references) {
      const others = pointed.get(reference.target) ?? new Set();
      pointed.set(reference.target, others);
      if (!isGiven(reference.way)) point(relations, own, collection, record, id, reference, others);
      for (const { holder, name } of reference.way.includes('*') ? [] : holdersAt(record, reference.way))
        others.add(String(holder[name]));
    }
    for (const { way, target, id: idName = '' } of objects)
      for (const { holder, name } of isGiven(way) ? [] : holdersAt(record, way)) {
        const there = holder[name];
        const drawn = drawId(relations, target, own, collection, record, way);
        if (isObject(there) && drawn !== undefined) there[idName] = drawn;
      }
    const sound = filler?.sound(record, `${collection.key} ${id}`, {});
    if (sound) collection.records.set(id, sound);
  }
}

function point(
  relations: Linking,
  own: RecordType,
  collection: Collection,
  record: MockRecord,
  id: string,
  { way, target, isNullable }: Reference,
  others: ReadonlySet<unknown>,
): void {
  const used = new Set<unknown>();
  for (const { holder, name } of holdersAt(record, way)) {
    if (holder[name] === null) continue;
    const all = relations
      .idsFor(target, record, collection.path)
      .filter((one) => (target !== own || String(one) !== id) && !used.has(one));
    // What goes from one to another doesn't stay there.
    const apart = all.filter((one) => !others.has(String(one)));
    const ids = apart.length > 0 ? apart : all;
    const random = createRandom(`${collection.key} ${id} ${way.join()} ${name}`)();
    // A tree has roots.
    const seed = `${collection.key} ${id}`;
    const owner = used.size === 0 ? relations.ownerOf(own, target, ids, seed) : undefined;
    const chosen =
      owner !== undefined
        ? owner
        : target === own && isNullable && random < 0.4
          ? null
          : ids[Math.floor(random * ids.length)];
    if (chosen !== undefined)
      holder[name] = typeof holder[name] === 'string' && chosen !== null ? String(chosen) : chosen;
    else if (isNullable) holder[name] = null;
    if (chosen !== undefined) used.add(chosen);
  }
}
