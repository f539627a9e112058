import type { User } from './storage.ts';

/** Whether a location is one of the user's. */
export function isInScope(location: number, { admin, locations }: User): boolean {
  return admin || locations.includes(location);
}

/** The user's locations; undefined for all. */
export function locationsOf({ admin, locations }: User): readonly number[] | undefined {
  return admin ? undefined : locations;
}
