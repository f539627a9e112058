import { wordsOf } from './words.ts';

/** The name of a place in a row, by its words. */
export const placeInRow = /^(seat |place )?(number|no|column|col)$/;
/** The name of a row. */
export const rowName = /^(seat )?row$/;

const placesInRow = 10;

/** The row of one of several places, from 0, and its number in that row, from 1. @param serial of the place, from 1 */
export function rowOf(serial: number): number {
  return Math.floor((serial - 1) / placesInRow);
}

export function numberInRow(serial: number): number {
  return ((serial - 1) % placesInRow) + 1;
}

const maxPlaces = 60;

/**
 * How many places stand in rows, by the numbers of rows and of places in each; undefined for anything else.
 * @param properties of a place
 * @param beside what has the places
 */
export function placesInRows(
  properties: readonly { readonly name: string }[],
  beside: Readonly<Record<string, unknown>>,
): number | undefined {
  const names = properties.map(({ name }) => wordsOf(name));
  if (![rowName, placeInRow].every((pattern) => names.some((name) => pattern.test(name)))) return undefined;
  const of = (pattern: RegExp) => Object.entries(beside).find(([name]) => pattern.test(wordsOf(name)))?.[1];
  const [rows, each] = [of(/^(number of )?rows$/), of(/ (per|in a) row$/)];
  const count = typeof rows === 'number' && typeof each === 'number' ? rows * each : 2 * placesInRow;
  return Math.min(maxPlaces, Math.max(1, count));
}
