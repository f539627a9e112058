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

/** ajv-formats takes offsets such as `+0530` and `+05`. @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const hasZone = /(?:z|[+-]\d\d:\d\d)$/i;
const timeFormats = fullFormats as unknown as Record<'date-time' | 'time', { validate(text: string): boolean }>;
const hasZoneAnd = (name: keyof typeof timeFormats) => (text: string) =>
  hasZone.test(text) && timeFormats[name].validate(text);

/** Formats that replace those of ajv-formats: with bounded time, and with offsets as RFC 3339 has them. */
export const ownFormats = {
  url: (text: string) => text.length <= maxUrlLength && url.test(text),
  'date-time': hasZoneAnd('date-time'),
  time: hasZoneAnd('time'),
};

/**
 * Adds the formats of ajv-formats, with {@link ownFormats} in place of some.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-7
 */
export function addFormats(ajv: Ajv): void {
  (formats as unknown as typeof formats.default)(ajv);
  for (const [name, format] of Object.entries(ownFormats)) ajv.addFormat(name, format);
}
