import type { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { fullFormats } from 'ajv-formats/dist/formats.js';

/** In UTF-16 code units; longer texts are rejected. */
const maxUrlLength = 8000;

/**
 * ajv-formats' expression for `url` takes cubic time, since its user name matches what its password does. Without the
 * password it matches the same texts in quadratic time, which the length bounds. The other formats take linear time.
 */
const { source, flags } = (fullFormats as unknown as { url: RegExp }).url;
const url = new RegExp(source.replace('\\S+(?::\\S*)?@', '\\S+@'), flags);

/** Formats with bounded time that replace those of ajv-formats. */
export const boundedFormats = { url: (text: string) => text.length <= maxUrlLength && url.test(text) };

/**
 * Adds the formats of ajv-formats, with {@link boundedFormats} in place of those that take long.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-7
 */
export function addFormats(ajv: Ajv): void {
  (formats as unknown as typeof formats.default)(ajv);
  ajv.addFormat('url', boundedFormats.url);
}
