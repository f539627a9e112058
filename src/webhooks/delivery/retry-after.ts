import type { IncomingHttpHeaders } from 'node:http';

/** Dates of all three formats start with the name of a day; without a zone they would be read as local time. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]+$/;

/**
 * How long a receiver asks to wait, in milliseconds; undefined if it doesn't ask, or what it asks for is malformed. A date is
 * compared with the `Date` of the response, so that it doesn't matter whether both clocks agree.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterOf(headers: IncomingHttpHeaders, now: Date): number | undefined {
  const text = [headers['retry-after']].flat()[0]?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const until = parseHttpDate(text);
  const since = parseHttpDate(String(headers.date)) ?? now.getTime();
  return until === undefined ? undefined : Math.max(0, until - since);
}

function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
