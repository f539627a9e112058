import type { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { fullFormats } from 'ajv-formats/dist/formats.js';

/** A scheme and an authority, without the spaces that URL parsers remove. */
const absoluteUrl = /^[a-z][a-z\d+.-]*:\/\/[^\s\\]+$/i;

/** ajv-formats takes offsets such as `+0530` and `+05`. @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const hasZone = /(?:z|[+-]\d\d:\d\d)$/i;
const timeFormats = fullFormats as unknown as Record<'date-time' | 'time', { validate(text: string): boolean }>;
const hasZoneAnd = (name: keyof typeof timeFormats) => (text: string) =>
  hasZone.test(text) && timeFormats[name].validate(text);

/** Formats that replace those of ajv-formats: URLs of any host, and offsets as RFC 3339 has them. */
export const ownFormats = {
  // No specification has it; ajv-formats' own takes cubic time, and refuses `localhost` and private addresses.
  url: (text: string) => absoluteUrl.test(text) && URL.canParse(text),
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
