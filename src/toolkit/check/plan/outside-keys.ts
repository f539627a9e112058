import type { Exchange } from './exchange.ts';
import { leavesOf } from './leaves.ts';

const keys =
  /\/\*\/([^*]*\/)?[^/]*(sku|isbn|issn|ean|gtin|upc|barcode|slug|code|key|ref|reference|number|uuid|guid|id)$/i;

/**
 * Whether a refusal may be about the key of something that the contract has no operation for, and only the server knows:
 * `lines/0/sku`. Those of the unbroken request are known to exist, once it is accepted.
 */
export function namesOutside({ case: { location, parts, operation }, received: { status } }: Exchange): boolean {
  if (![404, 409, 422].includes(status) || typeof parts.body !== 'object') return false;
  if (location?.startsWith('body')) return keys.test(location.slice('body'.length).replaceAll(/\/\d+(?=\/)/g, '/*'));
  if (location !== undefined) return false;
  const known = new Set(leavesOf(operation.base?.body).map(({ value }) => value));
  return leavesOf(parts.body).some(({ place, value }) => keys.test(place) && !known.has(value));
}
