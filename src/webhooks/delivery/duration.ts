const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const maxMs = 30 * unitMs.d;

/** Reads a duration such as `500ms`, `5s`, `15m`, `8h` or `7d`, up to 30 days. @returns milliseconds; undefined if it is malformed */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,10})(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const ms = Number(digits) * unitMs[unit as keyof typeof unitMs];
  return ms <= maxMs ? ms : undefined;
}

/** `5 s`, `0.5 s`: for messages. */
export function formatSeconds(ms: number): string {
  return `${ms / 1000} s`;
}
