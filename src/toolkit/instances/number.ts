import type { Choices } from './choices.ts';
import { limitOf, type Merged } from './merged-schema.ts';

const ranges: Readonly<Record<string, [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** A number within the limits of the schemas; small, and not negative, where it may be. */
export function makeNumber(schemas: Merged, isInteger: boolean, choices: Choices, wide = false): number {
  const factor = schemas.map((schema) => schema['multipleOf']).find((value) => typeof value === 'number' && value > 0);
  const step = (factor as number | undefined) ?? (isInteger ? 1 : 0);
  const [least, most] = boundsOf(schemas, isInteger, step, wide);
  if (step === 0) {
    const tenths = Math.min(1000, Math.max(0, Math.floor((most - least) * 10)));
    return round(least + choices.choose(0, tenths, Math.min(5, tenths)) / 10, least, most);
  }
  const [first, last] = [Math.ceil(least / step), Math.floor(most / step)];
  const usual = Math.min(last, Math.max(first, 1));
  const chosen = choices.choose(first, Math.max(first, last), usual);
  return scale(chosen, step);
}

function boundsOf(schemas: Merged, isInteger: boolean, step: number, wide: boolean): [number, number] {
  const format = schemas.map((schema) => schema['format']).find((name) => typeof name === 'string' && name in ranges);
  const [lowest, highest] = ranges[(format as string | undefined) ?? (wide && isInteger ? 'int64' : '')] ?? [];
  const gap = step || 0.1;
  const above = limitOf(schemas, 'exclusiveMinimum', Math.max);
  const below = limitOf(schemas, 'exclusiveMaximum', Math.min);
  const lows = [limitOf(schemas, 'minimum', Math.max), above === undefined ? undefined : next(above, gap, isInteger)];
  const highs = [
    limitOf(schemas, 'maximum', Math.min),
    below === undefined ? undefined : -next(-below, gap, isInteger),
  ];
  const low = pick(lows, Math.max);
  const high = pick(highs, Math.min);
  if (wide && lowest !== undefined && highest !== undefined)
    return [Math.max(low ?? lowest, lowest), Math.min(high ?? highest, highest)];
  const least = low ?? (high === undefined ? 0 : Math.min(0, high - 1000 * gap));
  const most = high ?? least + 1000 * gap;
  return [Math.max(least, lowest ?? least), Math.min(most, highest ?? most)];
}

function pick(values: readonly (number | undefined)[], choose: (...values: number[]) => number): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : choose(...known);
}

function next(limit: number, gap: number, isInteger: boolean): number {
  return isInteger ? Math.floor(limit) + 1 : limit + Math.min(gap, 0.001);
}

/** Without what binary fractions add: 0.1 * 3 is 0.3. */
function scale(count: number, step: number): number {
  return Number.isInteger(step) ? count * step : Number((count * step).toPrecision(12));
}

function round(value: number, least: number, most: number): number {
  const rounded = Number(value.toPrecision(12));
  return rounded >= least && rounded <= most ? rounded : value;
}
