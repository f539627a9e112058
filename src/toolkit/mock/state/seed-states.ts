import type { InitialRecords } from './records/example-data.ts';
import type { ResourceState } from './resource-state.ts';
import type { SingletonState } from './singletons/singleton-state.ts';

/**
 * Sets the initial records of collections, or how many they have, and what there is one of. Where all are lists, there are no
 * others but those that they refer to; else the others are as they are without.
 */
export function seedStates(
  states: readonly ResourceState[],
  singletons: readonly SingletonState[],
  records: InitialRecords,
): void {
  const given = typeof records === 'number' ? {} : records;
  for (const state of singletons) {
    const [own] = [given[state.resource.path]].flat();
    if (typeof own === 'object') state.seed(own);
  }
  const lists = states.map(({ resource }) => given[resource.path]).filter((own) => own !== undefined);
  const isOfOthers = lists.length === 0 && Object.keys(given).length > 0;
  const isList = typeof records === 'object' && !isOfOthers && lists.every((own) => typeof own === 'object');
  for (const state of states) {
    const own = typeof records === 'number' ? records : given[state.resource.path];
    if (typeof own === 'number') state.seed({ count: own });
    else if (own) state.seed({ records: [own].flat(), count: 0 });
    else if (isList) state.seed({ records: [], count: 0, isOpen: true });
  }
}
