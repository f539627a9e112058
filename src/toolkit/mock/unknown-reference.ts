import type { OperationResponse } from '../contract/response/response.ts';
import type { RequestError } from '../contract/response/validation-failure.ts';

/** Where in a request an id is that is no record's, and of what it should be. */
export interface DanglingId {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly target: string;
}

/** The ids in a request that are no record's, and the status that the contract has for them; 0 for none. */
export interface UnknownReference {
  readonly status: number;
  readonly errors: readonly DanglingId[];
}

/** The header of an accepted request that says which of its ids are no record's. */
export const noteHeader = 'Concordat-Note';

/** What is wrong, in words. */
export function describeUnknown({ errors }: UnknownReference): string {
  return errors
    .map(({ path, value, target }) => `${path.join('/')}: there is no ${target} ${String(value).slice(0, 100)}`)
    .join('; ');
}

/** A response that says which ids of the request are no record's. */
export function noteUnknown(response: OperationResponse, unknown: UnknownReference | undefined): OperationResponse {
  return unknown ? { ...response, headers: { ...response.headers, [noteHeader]: describeUnknown(unknown) } } : response;
}

/** As validation errors, which the contract may have a form for. */
export function requestErrorsOf({ errors }: UnknownReference): RequestError[] {
  return errors.map(({ path, value, target }) => ({
    in: 'body',
    path,
    keyword: 'reference',
    params: { target },
    value,
  }));
}
