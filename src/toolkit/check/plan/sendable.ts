import { isJson } from '../../contract/document/media-type.ts';
import type { RequestParts } from '../../instances/index.ts';

/** In bytes, as they are written: what servers take in a URL and in headers. */
const longest = 6000;

/** Whether a request can be written so that it is still what is meant when it is read. */
export function isSendable({ parameters, body }: RequestParts, mediaType = 'application/json'): boolean {
  // A form has texts only.
  const fields = typeof body === 'object' && body !== null && !isJson(mediaType) ? Object.values(body) : [];
  if (fields.includes(null)) return false;
  let length = 0;
  for (const [{ in: location, schema }, value] of parameters) {
    // As text, null is a word, and nothing may be a list or an object as well as a text.
    if (value === null || (value === '' && hasBranches(schema))) return false;
    const texts = (
      Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [value]
    ).map(String);
    length += texts.reduce((sum, text) => sum + encodedLength(text), 0);
    if (length > longest) return false;
    // An empty list is no parameter at all, and an empty header is taken for none.
    if (texts.length === 0) return false;
    // A segment that is empty, or only dots, is another path; what is encoded as %2F is decoded too early by many.
    if (location === 'path' && texts.some((text) => /^\.*$|[/\\\0]/.test(text))) return false;
    // What HTTP has for headers and cookies is ASCII, without blanks at the ends.
    if ((location === 'header' || location === 'cookie') && texts.some((text) => !/^[!-~]([ -~]*[!-~])?$/.test(text)))
      return false;
    if (location === 'cookie' && texts.some((text) => /[;,"\\ ]/.test(text))) return false;
    // Separators of lists are read as such, however they are written.
    if (Array.isArray(value) && texts.some((text) => text === '' || /[,|\s]/.test(text))) return false;
  }
  return true;
}

function encodedLength(text: string): number {
  try {
    return encodeURIComponent(text).length;
  } catch {
    // Half a character has no encoding.
    return longest + 1;
  }
}

function hasBranches(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && ('oneOf' in schema || 'anyOf' in schema || '$ref' in schema);
}
