import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import { type RequestParts, seededChoices } from '../../instances/index.ts';
import { leavesOf } from './leaves.ts';
import type { TestedOperation } from './tested-operation.ts';

/** Which values are varied. */
export interface Variation {
  /** A number that no other request has. */
  readonly serial: number;
  /** Of the values under test, which must not change: `body/Name`. */
  readonly locations?: readonly string[] | undefined;
  /** By pointer into the body, with `*` for the index of an item: `/user/emails/*`. Default: all. */
  readonly isWanted?: ((place: string, value: unknown) => boolean) | undefined;
  /** Pointers into the body, to values that stay. */
  readonly except?: ReadonlySet<string> | undefined;
  /** Whether the texts under test are varied as well, to others of the same length. */
  readonly variesTested?: boolean | undefined;
}

/**
 * A request with other texts and numbers in its body, where the schema allows others: a value that has to be
 * unique may be taken already. A valid body stays valid, and an invalid one invalid.
 */
export function variedParts(
  { maker, instances, base }: TestedOperation,
  parts: RequestParts,
  { serial, locations = [], isWanted = () => true, except, variesTested = false }: Variation,
): RequestParts {
  const { body } = parts;
  const pointer = maker.body?.pointer;
  if (pointer === undefined || typeof body !== 'object' || body === null) return parts;
  const isTested = (path: string) => locations.some((location) => isUnderTest(`body${path}`, location));
  const leaves = leavesOf(body).filter(
    ({ path, place, value }) => !except?.has(path) && isWanted(place, value) && (variesTested || !isTested(path)),
  );
  if (leaves.length === 0) return parts;
  const wasValid = instances.isValid(body, pointer);
  // In an invalid body, a value is judged by what the valid one would be with it.
  const frame = wasValid ? body : base?.body;
  let varied: unknown = body;
  let made: unknown = null;
  for (const { path, value } of leaves) {
    const tokens = tokensIn(body, path);
    const isFine = (other: unknown) => {
      const candidate = replaceAt(wasValid ? varied : frame, tokens, other);
      return valueAt(candidate, `#${path}`) === other && instances.isValid(candidate, pointer);
    };
    const staysAlike = variesTested && isTested(path);
    let other = (staysAlike ? alikeTo : alternativesTo)(value, serial).find(isFine);
    if (staysAlike && other === undefined) continue;
    if (other === undefined && made === null) made = instances.chosen(pointer, seededChoices(`unique ${serial}`));
    if (other === undefined) {
      const random = valueAt(made, `#${path}`);
      if (random === undefined || random === value || !isFine(random)) continue;
      other = random;
    }
    varied = replaceAt(varied, tokens, other);
  }
  if (!wasValid && instances.isValid(varied, pointer)) return parts;
  return { ...parts, body: varied };
}

/** Inside an object, other values may have to be unique; the items of a list are what is tested. */
function isUnderTest(path: string, location: string): boolean {
  if (location === path || location.startsWith(`${path}/`)) return true;
  return path.startsWith(`${location}/`) && /\/\d+(\/|$)/.test(path.slice(location.length));
}

/** Texts of the same length that begin alike. */
function alikeTo(value: unknown, serial: number): unknown[] {
  if (typeof value !== 'string') return [];
  const [, name = value, host = ''] = /^([^@\s]+)(@.+)$/.exec(value) ?? [];
  const characters = [...name];
  const count = Math.min(characters.length, 3);
  const ends = [10, 36].map((radix) => serial.toString(radix).padStart(count, '0').slice(-count));
  const letters = ends[0]?.replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit))) ?? '';
  return [...ends, letters, letters.toUpperCase()]
    .map((end) => `${characters.slice(0, -count).join('')}${end}${host}`)
    .filter((other) => other !== value);
}

/** Other values of the same kind, for a number that no other request has. */
export function alternativesTo(value: unknown, serial: number): unknown[] {
  if (typeof value === 'number') return [value + serial, value - serial];
  if (typeof value === 'bigint') return [value + BigInt(serial), value - BigInt(serial)];
  if (typeof value !== 'string') return [];
  const [, name, host] = /^([^@\s]+)(@.+)$/.exec(value) ?? [];
  if (name !== undefined) return [`${name}${serial}${host}`, `u${serial}${host}`];
  const digits = String(serial);
  const letters = [...serial.toString(26)]
    .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    .join('');
  const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
  if (isUuid) return [value.slice(0, -12) + serial.toString(16).padStart(12, '0')];
  // Longer than the text, as long as it, and with other digits or letters at the end.
  return [
    `${value} ${serial}`,
    `${value}${serial}`,
    value.slice(0, -digits.length) + digits,
    `${serial}${value.slice(digits.length)}`,
    value.slice(0, -letters.length) + letters,
    value.slice(0, -letters.length) + letters.toUpperCase(),
  ].filter((other) => other !== value);
}
