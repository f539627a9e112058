import { pointerTokens, replaceAt, valueAt } from '../contract/document/json-pointer.ts';
import { essenceOf, isXml } from '../contract/document/media-type.ts';
import type { ParameterObject } from '../contract/document/openapi.ts';
import { readingsOf } from '../contract/schema/text-types.ts';
import { isContainer } from './deviation.ts';
import type { Instances } from './instances.ts';

/** Whether a value still violates a keyword once it is written as a text, which may be typed in several ways. */
export function isBrokenAsText(
  instances: Instances,
  pointer: string,
  keyword: string,
  value: unknown,
  { in: location, allowEmptyValue }: ParameterObject,
): boolean {
  if (location === 'path' && String(value) === '') return false;
  if (location === 'query' && allowEmptyValue === true && String(value) === '') return false;
  const usual = instances.valid(pointer);
  if (typeof usual === 'object' && usual !== null)
    return typeof value === 'object' && value !== null && Array.isArray(value) === Array.isArray(usual);
  if (typeof value === 'object' && value !== null) return false;
  const violations = allReadings(value).map((reading) => instances.validator.validate(reading, pointer));
  // Every text is of type string.
  const telling = keyword === 'type' ? violations.slice(0, 1) : violations;
  return violations.every(({ length }) => length > 0) && telling.flat().some((found) => found.keyword === keyword);
}

/**
 * The same for the body of a form, a text or bytes. In a form, also inside of its fields, only missing properties and invalid texts
 * and numbers count: an empty list or object isn't written by every client.
 */
export function isBrokenInBody(
  instances: Instances,
  { mediaType, pointer }: { readonly mediaType: string; readonly pointer: string },
  keyword: string,
  body: unknown,
  path: string,
): boolean {
  const essence = essenceOf(mediaType);
  // What is read of it decides.
  if (isXml(essence) && typeof body === 'object' && body !== null) return true;
  if (!/urlencoded$|^multipart\//.test(essence)) {
    const isJudged = essence === 'text/plain' ? keyword !== 'type' : isLimitOfBytes(essence, keyword);
    return isJudged && typeof body === 'string' && body !== '' && fitsNone(allReadings(body), instances, pointer);
  }
  if (path === '' || typeof body !== 'object' || body === null) return false;
  if (keyword === 'required') return true;
  // Where a list or an object is expected, servers may ignore a text.
  if (keyword === 'type' && isContainer(valueAt(instances.valid(pointer), `#${path}`) ?? {})) return false;
  const broken = valueAt(body, `#${path}`);
  if (isContainer(broken)) return Object.keys(broken).length > 0;
  const [text, ...others] = allReadings(broken).map((reading) => replaceAt(body, pointerTokens(path), reading));
  const isTold =
    keyword !== 'type' || instances.validator.validate(text, pointer).some((one) => one.keyword === keyword);
  return isTold && fitsNone([text, ...others], instances, pointer);
}

/** Of bytes only the length is validated. */
function isLimitOfBytes(essence: string, keyword: string): boolean {
  const isBytes = essence === 'application/octet-stream' || /^(image|audio|video|font)\//.test(essence);
  return isBytes && (keyword === 'minLength' || keyword === 'maxLength');
}

function fitsNone(values: readonly unknown[], instances: Instances, pointer: string): boolean {
  return values.every((value) => !instances.isValid(value, pointer));
}

/** The values that the text of a value may be typed as, the text itself first. */
function allReadings(value: unknown): unknown[] {
  return readingsOf(String(value), ['string', 'number', 'boolean', 'null']);
}
