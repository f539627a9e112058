import type { Embedded } from './record-plan.ts';
import type { RecordType } from './record-type.ts';

/** A property that has the value of a variable, or in which that is. */
export interface NameFromPath {
  readonly name: string;
  readonly variable: string;
  readonly inside?: (value: unknown) => unknown;
}

/** The relationships of a record of JSON:API, with one to what has an id. */
function identifierIn({ way, constants, id }: Embedded): (value: unknown) => unknown {
  const below = way.slice(1).toReversed();
  return (value) =>
    below.reduce<unknown>((inner, name) => ({ [name]: inner }), { ...constants, [id ?? 'id']: String(value) });
}

/** The object in a record that stands for the one above it, or the relationship to that. */
export function shownFromPath(embedded: readonly Embedded[], recordType: RecordType, variable: string): NameFromPath[] {
  const [shown] = embedded.flatMap(({ target, way: [name = '', ...below], id }): NameFromPath[] =>
    target === recordType && below.length === 0 && id !== undefined
      ? [{ name, variable, inside: (value) => ({ [id]: value }) }]
      : [],
  );
  if (shown) return [shown];
  const related = embedded.find(({ target, way }) => target === recordType && way[0] === 'relationships');
  return related && !related.way.includes('*')
    ? [{ name: 'relationships', variable, inside: identifierIn(related) }]
    : [];
}
