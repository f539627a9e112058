import { nameOf } from './names.ts';
import type { ValueContext } from './value-context.ts';
import { type Kind, kindOf } from './words.ts';

/** Makes a text; undefined passes on to the next rule. */
export type MakeText = (context: ValueContext) => string | undefined;

/** A text by the words of a property's name. */
export type TextRule = readonly [pattern: RegExp, make: MakeText];

export function drawOne({ faker }: ValueContext, ...list: readonly string[]): string {
  return faker.helpers.arrayElement(list);
}

export function drawDigits({ faker }: ValueContext, length: number): string {
  return faker.string.numeric({ length, allowLeadingZeros: false });
}

/** A name for what some words say. */
export function nameFor(context: ValueContext, words: string, kind: Kind = kindOf([words])): string {
  return nameOf({ ...context, kind, words });
}
