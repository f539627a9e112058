import type { ParameterObject } from '../../contract/document/openapi.ts';
import type { RequestMaker, RequestParts } from '../../instances/index.ts';

/** Servers limit URLs and headers; in bytes, percent-encoded. */
const maxLength = 6000;

/** Whether a valid request can be serialized so that a server reads the same values. */
export function isSendable(parts: RequestParts, maker: RequestMaker): boolean {
  return reachesServers(parts) && maker.roundTrips(parts);
}

/** Whether a parameter's example is valid, and read as such: others may be in its exploded object that no schema names. */
export function isReadableExample(parameter: ParameterObject, value: unknown, maker: RequestMaker): boolean {
  const subject = maker.subjects.find((one) => one.parameter === parameter);
  if (!subject) return true;
  if (!maker.roundTrips({ parameters: new Map([[parameter, value]]), body: undefined })) return false;
  return !hasSchema(parameter) || maker.instances.isValid(value, subject.pointer);
}

/** Whether the contract says what values a parameter may have. */
export function hasSchema({ schema, content }: ParameterObject): boolean {
  return schema !== undefined || content !== undefined;
}

/** Whether a request arrives as it was sent, whatever is wrong with it. */
export function reachesServers({ parameters }: RequestParts): boolean {
  let length = 0;
  for (const [{ in: kind, schema }, value] of parameters) {
    // As text, null is the string `null`, and an empty text may also be an empty list or object.
    if (value === null || (value === '' && hasBranches(schema))) return false;
    const texts = (
      Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [value]
    ).map(String);
    length += texts.reduce((sum, text) => sum + encodedLength(text), 0);
    if (length > maxLength) return false;
    // An empty list is not sent at all.
    if (texts.length === 0) return false;
    // An empty segment, `.` or `..` makes another path. Many servers decode %2F before they route.
    if (kind === 'path' && texts.some((text) => /^\.*$|[/\\\0]/.test(text))) return false;
    // Headers and cookies are ASCII without blanks at the ends.
    if ((kind === 'header' || kind === 'cookie') && texts.some((text) => !/^[!-~]([ -~]*[!-~])?$/.test(text)))
      return false;
    if (kind === 'cookie' && texts.some((text) => /[;,"\\ ]/.test(text))) return false;
    // Separators of lists are read as such even if they are percent-encoded.
    if (Array.isArray(value) && texts.some((text) => text === '' || /[,|\s]/.test(text))) return false;
  }
  return true;
}

/** A lone surrogate has no encoding. */
function encodedLength(text: string): number {
  return text.isWellFormed() ? encodeURIComponent(text).length : Number.POSITIVE_INFINITY;
}

function hasBranches(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && ('oneOf' in schema || 'anyOf' in schema || '$ref' in schema);
}
