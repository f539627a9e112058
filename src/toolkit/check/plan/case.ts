import type { Resource } from '../../contract/resource/resources.ts';
import type { Credentials, MadeRequest, RequestParts } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import type { TestRecord } from './test-record.ts';
import type { TestedOperation } from './tested-operation.ts';

/** How the server has to respond to a request. */
export type Expectation =
  /** It is an example of the contract, which names the status: `200`, `4XX`. */
  | { readonly kind: 'status'; readonly status: string }
  /** It is valid. */
  | { readonly kind: 'accepted' }
  /** It is invalid: of a text that some servers trim before they validate it, if the response has it as it was sent. */
  | { readonly kind: 'refused'; readonly unlessTrimmed?: string }
  /** It has no valid credentials. */
  | { readonly kind: 'unauthorized'; readonly how: 'missing' | 'malformed' | 'otherScheme' | 'wrong' }
  /** The contract doesn't determine whether it succeeds: any response that is declared and valid passes. */
  | { readonly kind: 'any' }
  /** The contract doesn't declare the method or the media type, or the body is malformed. */
  | { readonly kind: 'unsupported'; readonly what: 'method' | 'mediaType' | 'syntax' | 'encoding' };

/** One request to be sent, and how the server has to respond to it. */
export interface Case {
  readonly operation: TestedOperation;
  /** In words: `body/Name breaks maxLength`. */
  readonly title: string;
  readonly expectation: Expectation;
  /** To the part of the contract that is tested. */
  readonly pointer: string;
  /** The parameter, or the place in the body, that has the value under test: `query/limit`, `body/Name`. */
  readonly location?: string;
  /** How the value differs from that of a valid request, in words: `breaks maxLength`, `is left out`. */
  readonly deviation?: string;
  /** The keyword that it breaks. */
  readonly keyword?: string;
  readonly parts: RequestParts;
  /** The cases whose values it has, which are sent one by one if it fails. */
  readonly combined?: readonly Case[];
  /** Whether its ids are sent unchanged, and not replaced by those of records of the run. */
  readonly isFilled?: boolean;
  /** The record that its ids name, where they are sent unchanged. */
  readonly record?: TestRecord | undefined;
  /** Whether its values are sent unchanged, also those that have to be unique. */
  readonly isExact?: boolean;
  /** Whether all its texts and numbers are varied, also those that need not be unique. */
  readonly variesAll?: boolean;
  /** Whether all its values are made at random. */
  readonly isRandom?: boolean;
  /** Whether it only finds out what the server does with a request that nothing is wrong with. */
  readonly isControl?: boolean;
  /** Whether it deletes what the run has created, which is done after its end. */
  readonly isCleanUp?: boolean;
  /** The resources whose new records wait for the response. */
  readonly creating?: readonly Resource[];
  /** Whether another request waits for the response: then it waits for nothing that others have begun. */
  readonly isAwaited?: boolean;
  /** The response, if the same request was sent already. */
  readonly received?: ReceivedResponse | undefined;
  /** In place of those of the run. */
  readonly credentials?: Credentials;
  /** Changes the request after it was written. */
  readonly change?: (request: MadeRequest) => MadeRequest;
}

/** Whether a status is the one that a key of `responses` names. */
export function isStatusOf(key: string, status: number): boolean {
  return key === 'default' || key === String(status) || key.toUpperCase() === `${String(status)[0]}XX`;
}
