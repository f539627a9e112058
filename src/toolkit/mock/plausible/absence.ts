import { createRandom } from '../../instances/index.ts';
import { isDistinct } from './distinct-values.ts';
import type { MergedSchema } from './merged-schema.ts';
import { isThereIn } from './said-of-status.ts';
import { hasHappened, isOfEnd } from './times.ts';
import { wordsOf } from './words.ts';

/** How often a value that may be null is. */
const nullShare = 0.12;

/** A property of an object that is made. */
export interface Property {
  readonly name: string;
  readonly merged: MergedSchema;
  readonly isRequired: boolean;
}

/**
 * What stands for a property that has no value: null or nothing; undefined if it has one. What a status says has not happened
 * has no time; else a few of those that may be null are.
 * @param place of the property; undefined where none is to be null by chance
 */
export function absenceOf(
  { name, merged, isRequired }: Property,
  status: Property | undefined,
  made: Readonly<Record<string, unknown>>,
  place: string | undefined,
): { readonly value: null | undefined } | undefined {
  const { isNullable } = merged;
  const statuses = status?.merged.fixed ?? [];
  const words = wordsOf(name);
  const current = status && made[status.name];
  const isOptional = isNullable || !isRequired;
  const happened =
    (isOptional && status ? isThereIn(words, merged.description, current, statuses) : undefined) ??
    (merged.isTime || isOfEnd(words, statuses) ? hasHappened(words, current, statuses) : undefined);
  if (happened === false && isOptional) return { value: isNullable ? null : undefined };
  const mayBeNull = isNullable && happened === undefined && place !== undefined && !isDistinct(name);
  return mayBeNull && createRandom(`${place} null`)() < nullShare ? { value: null } : undefined;
}
