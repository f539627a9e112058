import type { Embedded } from './record-plan.ts';

/** A property that has the value of a variable, or in which that is. */
export interface NameFromPath {
  readonly name: string;
  readonly variable: string;
  readonly inside?: (value: unknown) => unknown;
}

/** The relationships of a record of JSON:API, with one to what has an id. */
export function identifierIn({ way, constants, id }: Embedded): (value: unknown) => unknown {
  const below = way.slice(1).toReversed();
  return (value) =>
    below.reduce<unknown>((inner, name) => ({ [name]: inner }), { ...constants, [id ?? 'id']: String(value) });
}
