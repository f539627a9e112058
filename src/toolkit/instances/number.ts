import type { Choices } from './choices.ts';
import { limitOf, type Merged } from './merged-schema.ts';

const ranges: Readonly<Record<string, [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** A number within the limits of the schemas; by default small and not negative, if that is allowed. */
export function makeNumber(schemas: Merged, isInteger: boolean, choices: Choices, wide = false): number {
  const factor = schemas.map((schema) => schema['multipleOf']).find((value) => typeof value === 'number' && value > 0);
  const step = (factor as number | undefined) ?? (isInteger ? 1 : 0);
  const [min, max] = boundsOf(schemas, isInteger, step, wide);
  if (step === 0) {
    const tenths = Math.min(Number.MAX_SAFE_INTEGER, Math.ceil((max - min) * 10));
    const chosen = choices.choose(0, tenths, Math.min(5, tenths), 'amount');
    // The maximum may be no whole number of tenths above the minimum.
    return chosen === tenths ? max : round(min + chosen / 10, min, max);
  }
  const [first, last] = [Math.ceil(min / step), Math.floor(max / step)];
  const defaultChoice = Math.min(last, Math.max(first, 1));
  const chosen = choices.choose(first, Math.max(first, last), defaultChoice, 'amount');
  const value = scale(chosen, step);
  // A step so small that no double counts them.
  return Number.isFinite(value) ? value : min;
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
  const min = low ?? (high === undefined ? 0 : Math.min(0, high - 1000 * gap));
  const max = high ?? min + 1000 * gap;
  return [Math.max(min, lowest ?? min), Math.min(max, highest ?? max)];
}

function pick(values: readonly (number | undefined)[], choose: (...values: number[]) => number): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : choose(...known);
}

function next(limit: number, gap: number, isInteger: boolean): number {
  return isInteger ? Math.floor(limit) + 1 : limit + Math.min(gap, 0.001);
}

/** Without rounding errors of binary fractions: 3 * 0.1 is 0.3. */
function scale(count: number, step: number): number {
  return Number.isInteger(step) ? count * step : Number((count * step).toPrecision(12));
}

function round(value: number, min: number, max: number): number {
  const rounded = Number(value.toPrecision(12));
  return rounded >= min && rounded <= max ? rounded : value;
}
