import { isIP } from 'node:net';
import { type AllowedTarget, parseAllowedTargets } from '../http.ts';

export function portOf(value: string): number | undefined {
  return integerOf(value, 0, 65_535);
}

export const passwordRule = '8 to 1024 characters long';

export function passwordOf(value: string): string | undefined {
  return value.length >= 8 && value.length <= 1024 ? value : undefined;
}

/** An e-mail address in lower case, which is the user's key; undefined if it is none. */
export function emailOf(value: string): string | undefined {
  return /^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+$/u.test(value) && value.length <= 255
    ? value.toLowerCase()
    : undefined;
}

/** Proxies can't be named by host, nor be all addresses: then anybody could name themselves. */
export function proxiesOf(value: string): string[] | undefined {
  const entries = listOf(value);
  const isRange = (entry: string) => isIP(entry) > 0 || /\/[1-9]\d*$/.test(entry);
  const areRanges = parseAllowedTargets(entries).every((target) => 'range' in target);
  return areRanges && entries.every(isRange) ? entries : undefined;
}

export function targetsOf(value: string): AllowedTarget[] {
  return parseAllowedTargets(listOf(value));
}

export function secretOf(value: string): string | undefined {
  return value.length >= 32 ? value : undefined;
}

export function switchOf(value: string): boolean | undefined {
  return value === 'on' || value === 'off' ? value === 'on' : undefined;
}

export function integerOf(value: string, minimum: number, maximum: number): number | undefined {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= minimum && number <= maximum ? number : undefined;
}

export function portsOf(value: string): number[] | undefined {
  return allOf(listOf(value), (entry) => integerOf(entry, 1, 65_535));
}

/** A time such as `500ms`, `5s`, `2m`, `1h`, `7d`, of at most a year, in milliseconds. */
export function durationOf(value: string): number | undefined {
  const [, number, unit] = /^(\d{1,8})(ms|s|m|h|d)$/.exec(value.trim()) ?? [];
  if (number === undefined) return undefined;
  const durationMs = Number(number) * units[unit as keyof typeof units];
  return durationMs <= 365 * units.d ? durationMs : undefined;
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function durationsOf(value: string): number[] | undefined {
  const entries = listOf(value);
  return entries.length <= 100 ? allOf(entries, durationOf) : undefined;
}

export function urlOf(value: string): string | undefined {
  const url = URL.parse(value);
  const isPlain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isPlain ? url.href : undefined;
}

export const databaseUrlRule = 'of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE';

export function databaseUrlOf(value: string): string | undefined {
  const url = URL.parse(value);
  return url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 ? value : undefined;
}

function listOf(value: string): string[] {
  return value.split(',').flatMap((entry) => entry.trim() || []);
}

/** All entries as values; undefined if there is none, or one is invalid. */
function allOf<T>(entries: readonly string[], parse: (entry: string) => T | undefined): T[] | undefined {
  const values = entries.flatMap((entry) => parse(entry) ?? []);
  return values.length > 0 && values.length === entries.length ? values : undefined;
}
