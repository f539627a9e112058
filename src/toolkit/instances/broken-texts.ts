import { limitOf, type Merged } from './merged-schema.ts';

/** A value that breaks a keyword, and the name of the way in which it does, where there are several. */
export type BrokenValue = [keyword: string, value: unknown, variant?: string | undefined];

/** Texts that look like a format, and are invalid. */
const nearly: Readonly<Record<string, readonly string[]>> = {
  date: ['2025-02-31', '2025-13-01'],
  'date-time': ['2025-02-31T10:00:00Z', '2025-02-03 25:00:00Z'],
  time: ['25:00:00Z'],
  ipv4: ['192.0.2.256'],
  ipv6: ['2001:db8::12345'],
  uuid: ['3f0c5f4e-6c1b-4b8e-9a56-00000000000g'],
  email: ['user@', '@example.com'],
};

/** Dates and times that many parsers read, and RFC 3339 doesn't allow, by what is wrong. */
const times: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Some validators take a time, if it is midnight.
  date: { time: '2025-02-03T00:00:00Z' },
  'date-time': {
    zone: '2025-02-03T10:00:00',
    offset: '2025-02-03T10:00:00+0530',
    hour: '2025-02-03T24:00:00Z',
  },
};

/** Texts that break a keyword each. */
export function* brokenTexts(merged: Merged, value: string): Generator<BrokenValue> {
  const min = limitOf(merged, 'minLength', Math.max);
  const max = limitOf(merged, 'maxLength', Math.min);
  const characters = [...value];
  if (min !== undefined && min > 0) yield ['minLength', characters.slice(0, min - 1).join('')];
  if (max !== undefined && max < 100_000)
    yield ['maxLength', value + (characters.at(-1) ?? 'a').repeat(max + 1 - characters.length)];
  if (merged.some((schema) => schema['pattern'] !== undefined))
    for (const other of ['x', '0', `${value} 0`, '\u00a7', ' ', `${value} \u00a7`, '\n', '']) yield ['pattern', other];
  if (merged.some((schema) => schema['pattern'] !== undefined)) {
    // A server whose expression isn't anchored accepts these.
    yield ['pattern', `${value}~`, 'suffix'];
    yield ['pattern', `~${value}`, 'prefix'];
    yield ['pattern', inOtherCase(value), 'case'];
    // Here, ^ and $ may match at each line, and $ before a line feed at the end.
    yield ['pattern', `${value}\n~`, 'lines'];
    yield ['pattern', `${value}\n`, 'line feed'];
  }
  for (const { format = '' } of merged as readonly { format?: string }[]) {
    for (const other of nearly[format] ?? []) yield ['format', other, 'nearly'];
    for (const [variant, time] of Object.entries(times[format] ?? {})) yield ['format', time, variant];
  }
  if (merged.some((schema) => schema['format'] !== undefined))
    for (const other of ['not in this format', `${value} \u00a7`, '\u00a7', '%%']) yield ['format', other];
}

/** The text in capitals; if it is in capitals, in small letters. */
export function inOtherCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}
