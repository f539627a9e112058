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

/** How many places something has, by its numbers of rows and of places in each. */
export function placesIn(fields: Readonly<Record<string, unknown>>): number {
  const of = (pattern: RegExp) => Object.entries(fields).find(([name]) => pattern.test(wordsOf(name)))?.[1];
  const [rows, each] = [of(/^(number of )?rows$/), of(/ (per|in a) row$/)];
  const count = typeof rows === 'number' && typeof each === 'number' ? rows * each : 2 * placesInRow;
  return Math.min(maxPlaces, Math.max(1, count));
}
