import type { OperationResponse } from '../contract/response/response.ts';
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

/** What is wrong, in words. */
export function describeUnknown({ errors }: UnknownReference): string {
  return errors
    .map(({ path, value, target }) => `${path.join('/')}: there is no ${target} ${String(value).slice(0, 100)}`)
    .join('; ');
}

/** A response that says which ids of the request are no record's. */
export function noteUnknown(response: OperationResponse, unknown: UnknownReference | undefined): OperationResponse {
  return unknown
    ? { ...response, headers: { ...response.headers, 'Concordat-Note': describeUnknown(unknown) } }
    : response;
}
