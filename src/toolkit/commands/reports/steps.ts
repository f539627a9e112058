import { STATUS_CODES } from 'node:http';
import type { CheckFinding, FindingStep, ShownRequest } from '../../check/index.ts';
import type { Finding } from '../../contract/document/finding.ts';

/** What reports show of a finding; those of lint have neither operations nor steps. */
export type ReportedFinding = Finding & Partial<Omit<CheckFinding, keyof Finding>>;

/** `POST /v1/books` @param url of the server; without it, the URL is shown as a whole */
export function requestLine({ method, url }: ShownRequest, server = ''): string {
  const origin = /^https?:\/\/[^/?#]*/.exec(server)?.[0] ?? '';
  return `${method} ${origin !== '' && url.startsWith(origin) ? url.slice(origin.length) || '/' : url}`;
}

/** `404 Not Found`, or that there was no response. */
export function statusOf({ response }: FindingStep): string {
  return response ? `${response.status} ${STATUS_CODES[response.status] ?? ''}`.trimEnd() : 'no response';
}

/** Lines of text with what was sent and what came back, for formats that show little. @param maxBody in characters */
export function describeSteps({ steps = [], also }: ReportedFinding, maxBody: number): string[] {
  const exchanges = steps.flatMap((step) => [
    `${requestLine(step.request)}${shorten(step.request.body, maxBody)}`,
    `→ ${statusOf(step)}${shorten(step.response?.body, maxBody)}`,
  ]);
  return [...describeOthers(also), ...exchanges];
}

/** A line on what else has the same cause; none if there is nothing. */
export function describeOthers(also: CheckFinding['also'] = []): string[] {
  return also.length === 0 ? [] : [`it explains ${also.length} more: ${also.map(({ message }) => message).join('; ')}`];
}

function shorten(body: string | undefined, max: number): string {
  const line = (body ?? '').replaceAll(/\s+/g, ' ').trim();
  if (line === '') return '';
  return line.length > max ? ` ${line.slice(0, max).toWellFormed()}…` : ` ${line}`;
}
