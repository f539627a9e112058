import type { RequestParts } from '../../instances/index.ts';
import type { TestedOperation } from './tested-operation.ts';

/**
 * A request with other texts and numbers in its body, as far as its schema lets them be others: what has to be unique may
 * be taken already.
 * @param at what has to stay as it is: `body/Name`
 */
export function variedParts(
  { maker, instances }: TestedOperation,
  parts: RequestParts,
  serial: number,
  at = '',
): RequestParts {
  const { body } = parts;
  const pointer = maker.body?.pointer;
  if (pointer === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return parts;
  let varied: Record<string, unknown> = { ...body };
  for (const [name, value] of Object.entries(body)) {
    if (at === `body/${name}` || at.startsWith(`body/${name}/`)) continue;
    for (const other of othersOf(value, serial)) {
      const tried = { ...varied, [name]: other };
      if (!instances.isValid(tried, pointer)) continue;
      varied = tried;
      break;
    }
  }
  return { ...parts, body: varied };
}

function othersOf(value: unknown, serial: number): unknown[] {
  if (typeof value === 'number') return [value + serial];
  if (typeof value !== 'string') return [];
  const [, name, host] = /^([^@\s]+)(@.+)$/.exec(value) ?? [];
  if (name !== undefined) return [`${name}${serial}${host}`];
  const digits = String(serial);
  const letters = [...serial.toString(26)]
    .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    .join('');
  // As it is and more, as long as it is, and with other digits, or letters, at the end.
  return [
    `${value} ${serial}`,
    `${value}${serial}`,
    value.slice(0, -digits.length) + digits,
    `${serial}${value.slice(digits.length)}`,
    value.slice(0, -letters.length) + letters,
  ];
}
