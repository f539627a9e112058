import { RequestValidationError } from '../contract/response/request-validation-error.ts';

/** What a request asks of the mock in its header Prefer. */
export interface Preferences {
  readonly code?: number;
  readonly example?: string;
  readonly dynamic?: boolean;
  /** In milliseconds. */
  readonly delay?: number;
}

/**
 * Reads `Prefer: code=404, example=missing, dynamic=true, delay=200`; the query's `__code` and its like are Prism's too.
 * Other preferences are ignored, as the header is not for the mock alone.
 * @throws {RequestValidationError} 400 for a known preference with a malformed value
 * @see https://www.rfc-editor.org/rfc/rfc7240
 */
export function readPreferences(header: string | string[] | undefined): Preferences {
  if (header === undefined) return {};
  const found: Record<string, unknown> = {};
  for (const part of String(header).split(/[,;]/)) {
    const [name = '', ...rest] = part.trim().split('=');
    const value = rest.join('=').replace(/^"(.*)"$/, '$1');
    if (name === 'code') {
      if (!/^[1-5]\d\d$/.test(value)) throw malformed(String(header));
      found[name] = Number(value);
    } else if (name === 'delay') {
      if (!/^\d{1,6}$/.test(value)) throw malformed(String(header));
      found[name] = Number(value);
    } else if (name === 'dynamic') {
      if (!/^(true|false)$/.test(value)) throw malformed(String(header));
      found[name] = value === 'true';
    } else if (name === 'example' && value !== '') found[name] = value;
  }
  return found;
}

function malformed(value: string): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'header', path: ['Prefer'], keyword: 'syntax', value }]);
}
