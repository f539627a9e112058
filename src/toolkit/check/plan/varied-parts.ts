import type { RequestParts } from '../../instances/index.ts';
import type { TestedOperation } from './tested-operation.ts';

/**
 * A request with other texts and numbers in its body, where the schema allows others: a value that has to be
 * unique may be taken already.
 * @param location of the value that must not change: `body/Name`
 */
export function variedParts(
  { maker, instances }: TestedOperation,
  parts: RequestParts,
  serial: number,
  location = '',
): RequestParts {
  const { body } = parts;
  const pointer = maker.body?.pointer;
  if (pointer === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return parts;
  let varied: Record<string, unknown> = { ...body };
  for (const [name, value] of Object.entries(body)) {
    if (location === `body/${name}` || location.startsWith(`body/${name}/`)) continue;
    for (const other of alternativesTo(value, serial)) {
      const candidate = { ...varied, [name]: other };
      if (!instances.isValid(candidate, pointer)) continue;
      varied = candidate;
      break;
    }
  }
  return { ...parts, body: varied };
}

function alternativesTo(value: unknown, serial: number): unknown[] {
  if (typeof value === 'number') return [value + serial];
  if (typeof value !== 'string') return [];
  const [, name, host] = /^([^@\s]+)(@.+)$/.exec(value) ?? [];
  if (name !== undefined) return [`${name}${serial}${host}`];
  const digits = String(serial);
  const letters = [...serial.toString(26)]
    .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    .join('');
  // Longer than the text, as long as it, and with other digits or letters at the end.
  return [
    `${value} ${serial}`,
    `${value}${serial}`,
    value.slice(0, -digits.length) + digits,
    `${serial}${value.slice(digits.length)}`,
    value.slice(0, -letters.length) + letters,
  ];
}
