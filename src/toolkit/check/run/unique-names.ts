import { pointerTokens } from '../../contract/document/json-pointer.ts';

const names =
  /(e-?mail|user_?name|login|handle|slug|sku|isbn|issn|ean|gtin|upc|vin|iban|ssn|code|number|key|external|ref|reference|serial|barcode|uuid|guid|token|domain|host(name)?|ur[il]|phone|mobile|nick(name)?)(_?id)?$/i;
const formats = [/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, /^[^@\s]+@[^@\s]+$/];

/**
 * Whether a value probably has to be unique, by its name or format, or because a refusal names it.
 * @param place a pointer into the body
 */
export function isProbablyUnique(place: string, value: unknown, refusal: string): boolean {
  const name = pointerTokens(place).findLast((token) => token !== '*') ?? '';
  if (names.test(name) || refusal.toLowerCase().split(/\W+/).includes(name.toLowerCase())) return true;
  return typeof value === 'string' && formats.some((format) => format.test(value));
}
