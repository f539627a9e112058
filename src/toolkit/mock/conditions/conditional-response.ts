import type { IncomingHttpHeaders } from 'node:http';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { RequestError } from '../../contract/response/validation-failure.ts';
import type { Conditions } from './conditions.ts';
import { digestOf, includesTag } from './entity-tag.ts';

/** How a request is responded to without its condition, and what else is known of its record. */
export interface Unconditional {
  /** @param onCreated is called with the id of a record that the request creates */
  readonly respond: (onCreated: (id: unknown) => void) => Promise<OperationResponse>;
  /**
   * The entity tag that a read of the request's record has, or of a new one; undefined if there is none.
   * @param accept of the read
   */
  readonly readTag: (accept: string | undefined, createdId?: unknown) => Promise<string | undefined>;
  readonly refuse: (status: 412 | 428) => OperationResponse;
}

/** The response to a request that may have a condition. @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 */
export async function respondOnCondition(
  conditions: Conditions,
  headers: IncomingHttpHeaders,
  unconditional: Unconditional,
): Promise<OperationResponse> {
  const { isSafe, header } = conditions;
  if (!isSafe) {
    const status = await failedStatus(conditions, headers, unconditional);
    if (status) return unconditional.refuse(status);
  }
  let createdId: unknown;
  const response = await unconditional.respond((id) => {
    createdId = id;
  });
  if (header === undefined || response.status >= 300) return response;
  if (!isSafe) {
    const tag = await unconditional.readTag(headers.accept, createdId);
    return tag === undefined ? response : withTag(response, header, tag);
  }
  const tag = tagOf(response, conditions);
  const { 'if-match': wanted, 'if-none-match': known } = headers;
  if (wanted !== undefined && conditions.hasFailure && !includesTag(wanted, tag, false))
    return unconditional.refuse(412);
  if (known !== undefined && includesTag(known, tag, true)) return notModified(response, header, tag);
  return withTag(response, header, tag);
}

/** What a write is refused with. Of a record that isn't there, its absence is told. */
async function failedStatus(
  { hasFailure, isRequired, mayCreate }: Conditions,
  { accept, 'if-match': wanted, 'if-none-match': excluded }: IncomingHttpHeaders,
  { readTag }: Unconditional,
): Promise<412 | 428 | undefined> {
  if (wanted === undefined && excluded === undefined) return isRequired && (await readTag(accept)) ? 428 : undefined;
  if (!hasFailure) return undefined;
  const has = async (list: string, isWeak: boolean) => {
    // A tag is of one representation, and any of the record's will do.
    for (const one of new Set([accept, undefined])) {
      const current = await readTag(one);
      if (current === undefined) return undefined;
      if (includesTag(list, current, isWeak)) return true;
    }
    return false;
  };
  if (wanted !== undefined) return ((await has(wanted, false)) ?? !mayCreate) ? undefined : 412;
  return (await has(excluded as string, true)) ? 412 : undefined;
}

/** Whether a request lacks nothing but a condition, which has a status of its own. */
export function lacksCondition({ isRequired }: Conditions, errors: readonly RequestError[]): boolean {
  const isOfCondition = ({ in: location, path: [name], keyword }: RequestError) =>
    location === 'header' && keyword === 'required' && /^if-match$/i.test(String(name));
  return isRequired && errors.length > 0 && errors.every(isOfCondition);
}

const tags = new WeakMap<OperationResponse, string>();

/** Responses are never changed, and those to reads are sent again. */
export function tagOf(response: OperationResponse, { form }: Conditions): string {
  const known = tags.get(response) ?? form(digestOf(response));
  tags.set(response, known);
  return known;
}

function withTag(response: OperationResponse, header: string, tag: string): OperationResponse {
  return { ...response, headers: { ...response.headers, [header]: tag } };
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5 */
function notModified({ headers = {} }: OperationResponse, header: string, tag: string): OperationResponse {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(cache-control|content-location|expires|vary)$/i.test(name),
  );
  return { status: 304, headers: { ...Object.fromEntries(kept), [header]: tag } };
}
