import { escapeControls } from './printable.ts';
import { createTemplate, type Encoded } from './template.ts';

export type Xml = Encoded<'xml'>;

/** What no XML 1.0 document can have. @see https://www.w3.org/TR/xml/#charsets */
const impossible = /[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** XML from a template. Values are escaped as text and in quoted attributes. */
export const xml = createTemplate('xml', (value, before) => {
  const text = escapeControls(value).replaceAll(impossible, '\ufffd');
  // A parser would make blanks of line breaks in attributes.
  const isInTag = /<[^<>]*$/.test(before);
  return text.replaceAll(isInTag ? /[&<>"'\t\n]/g : /[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
});
