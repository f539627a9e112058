import { STATUS_CODES } from 'node:http';
import type { CheckFinding, ShownRequest, ShownResponse } from '../../check/index.ts';
import type { Finding } from '../../contract/document/finding.ts';

/** An exchange that led to a finding, as reports show it. */
export interface Step {
  readonly operation: string;
  readonly request: ShownRequest;
  readonly response: ShownResponse | undefined;
  /** Repeats the request, in the shell of the commands before it. */
  readonly command: string;
}

/** What reports show of a finding; those of lint have neither operations nor steps. */
export type ReportedFinding = Finding & Partial<Omit<CheckFinding, keyof Finding>>;

/** The exchanges that led to a finding, in order. */
export function stepsOf(finding: ReportedFinding): readonly Step[] {
  const { steps, request, answer: response, curl, operations = [] } = finding as ReportedFinding & { steps?: Step[] };
  if (steps && steps.length > 0) return steps;
  if (!request || curl === undefined) return [];
  return [{ operation: operations[0] ?? '', request, response, command: curl }];
}

/** `POST /v1/books` @param url of the server; without it, the URL is shown as a whole */
export function requestLine({ method, url }: ShownRequest, server = ''): string {
  const origin = /^https?:\/\/[^/?#]*/.exec(server)?.[0] ?? '';
  return `${method} ${origin !== '' && url.startsWith(origin) ? url.slice(origin.length) || '/' : url}`;
}

/** `404 Not Found`, or that there was no response. */
export function statusOf({ response }: Step): string {
  return response ? `${response.status} ${STATUS_CODES[response.status] ?? ''}`.trimEnd() : 'no response';
}

/** Lines of text with what was sent and what came back, for formats that show little. @param maxBody in characters */
export function describeSteps(finding: ReportedFinding, maxBody: number): string[] {
  return stepsOf(finding).flatMap((step) => [
    `${requestLine(step.request)}${shorten(step.request.body, maxBody)}`,
    `→ ${statusOf(step)}${shorten(step.response?.body, maxBody)}`,
  ]);
}

function shorten(body: string | undefined, max: number): string {
  const line = (body ?? '').replaceAll(/\s+/g, ' ').trim();
  if (line === '') return '';
  return line.length > max ? ` ${line.slice(0, max).toWellFormed()}…` : ` ${line}`;
}
