import type { Credentials, MadeRequest, RequestParts } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import type { TestedOperation } from './tested-operation.ts';

/** What the server has to do with a request. */
export type Expectation =
  /** It is an example of the contract, which names the status: `200`, `4XX`. */
  | { readonly kind: 'status'; readonly status: string }
  /** It is valid. */
  | { readonly kind: 'accepted' }
  /** It is invalid. */
  | { readonly kind: 'refused' }
  /** It lacks credentials, or has none that are valid. */
  | { readonly kind: 'unauthorized'; readonly how: 'missing' | 'malformed' | 'otherScheme' | 'wrong' }
  /** The contract can't say whether it succeeds: any response will do that is declared and valid. */
  | { readonly kind: 'any' }
  /** The contract doesn't declare the method or the media type, or the body is malformed. */
  | { readonly kind: 'unsupported'; readonly what: 'method' | 'mediaType' | 'syntax' };

/** One request to be sent, and what the server has to do with it. */
export interface Case {
  readonly operation: TestedOperation;
  /** In words: `body/Name breaks maxLength`. */
  readonly title: string;
  readonly expectation: Expectation;
  /** To the part of the contract that is tested. */
  readonly pointer: string;
  /** The parameter, or the place in the body, that has the value under test: `query/limit`, `body/Name`. */
  readonly location?: string;
  readonly parts: RequestParts;
  /** Whether the ids in it are to be sent as they are, and not replaced by those of records of the run. */
  readonly isFilled?: boolean;
  /** The response, where the same request was sent already. */
  readonly received?: ReceivedResponse | undefined;
  /** In place of those of the run. */
  readonly credentials?: Credentials;
  /** Changes the request after it was written. */
  readonly change?: (request: MadeRequest) => MadeRequest;
}
