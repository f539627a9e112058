import { isJson } from '../document/media-type.ts';
import type { Operation } from '../document/operations.ts';

/**
 * Whether a response may have content.
 * @param status NaN for `default` and ranges
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.3.6
 */
export function hasContent(method: Operation['method'], status: number): boolean {
  return method !== 'head' && !(status < 200 || status === 204 || status === 205 || status === 304);
}

/** The media type of a response that names none: JSON if it is declared; undefined if there is no plain one. */
export function defaultMediaTypeOf(mediaTypes: readonly string[]): string | undefined {
  const found = mediaTypes.find(isJson) ?? mediaTypes[0];
  return found?.includes('*') ? undefined : found;
}
