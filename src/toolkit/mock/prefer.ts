import type { RequestError } from '../contract/response/validation-failure.ts';

/** What a request asks of the mock by its header Prefer. */
export interface Preferences {
  readonly code?: number;
  readonly example?: string;
  readonly dynamic?: boolean;
  /** In milliseconds. */
  readonly delay?: number;
}

/**
 * Reads `Prefer: code=404, example=missing, dynamic=true, delay=200`; the query's `__code` and its like are Prism's too.
 * What isn't known is left alone, as the header is for others as well.
 * @see https://www.rfc-editor.org/rfc/rfc7240
 */
export function readPreferences(header: string | string[] | undefined): Preferences | RequestError {
  if (header === undefined) return {};
  const found: Record<string, unknown> = {};
  for (const part of String(header).split(/[,;]/)) {
    const [name = '', ...rest] = part.trim().split('=');
    const value = rest.join('=').replace(/^"(.*)"$/, '$1');
    const wrong: RequestError = { in: 'header', path: ['Prefer'], keyword: 'syntax', value: String(header) };
    if (name === 'code') {
      if (!/^[1-5]\d\d$/.test(value)) return wrong;
      found[name] = Number(value);
    } else if (name === 'delay') {
      if (!/^\d{1,6}$/.test(value)) return wrong;
      found[name] = Number(value);
    } else if (name === 'dynamic') {
      if (!/^(true|false)$/.test(value)) return wrong;
      found[name] = value === 'true';
    } else if (name === 'example' && value !== '') found[name] = value;
  }
  return found;
}
