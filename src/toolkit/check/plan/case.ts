import type { Credentials, MadeRequest, RequestParts } from '../../instances/index.ts';
import type { Received } from '../http/response-collector.ts';
import type { CheckCode } from '../findings/codes.ts';
import type { TestRecord } from '../run/records.ts';
import type { TestedOperation } from './tested-operation.ts';

/** What has to become of a request. */
export type Expectation =
  /** The status of the contract's example: `200`, `4XX`. */
  | { readonly kind: 'status'; readonly status: string }
  /** It keeps the contract. */
  | { readonly kind: 'accepted' }
  /** It breaks the contract. */
  | { readonly kind: 'refused' }
  /** It lacks credentials, or has none that are any good. */
  | { readonly kind: 'unauthorized'; readonly how: 'missing' | 'malformed' | 'otherScheme' | 'wrong' }
  /** Whatever it is, as the contract can't say which: the answer itself has to hold. */
  | { readonly kind: 'answered' }
  /** The contract says nothing of it: another method, another media type, a body that isn't one. */
  | { readonly kind: 'unsupported'; readonly what: 'method' | 'mediaType' | 'syntax' };

/** One request to be sent, and what has to become of it. */
export interface Case {
  readonly operation: TestedOperation;
  /** In words: `body/Name breaks maxLength`. */
  readonly title: string;
  readonly expectation: Expectation;
  /** What of the contract is at stake. */
  readonly pointer: string;
  /** The parameter or the place in the body that is unlike the usual: `query/limit`, `body/Name`. */
  readonly at?: string;
  readonly parts: RequestParts;
  /** Whether the ids in it are those that are meant. */
  readonly isFilled?: boolean;
  /** The answer, where the same request was sent already. */
  readonly received?: Received | undefined;
  /** Instead of those of the run. */
  readonly credentials?: Credentials;
  /** What is changed in the request once it is written. */
  readonly change?: (request: MadeRequest) => MadeRequest;
}

/** A case that was sent, and what came back. */
export interface Exchange {
  readonly case: Case;
  readonly request: MadeRequest;
  readonly received: Received;
  readonly mediaType: string | undefined;
  /** As the media type has it: a JSON value, a text, bytes; undefined where there is none. */
  readonly body: unknown;
  /** Why the body isn't what the media type says. */
  readonly unreadable: string | undefined;
  /** Whether every record that the request names is known to be there. */
  readonly hasRecord: boolean;
  /** Whether it names, on purpose, a record of another resource that may not be there. */
  readonly namesUnknown: boolean;
  /** The record that was put into the request. */
  readonly record: TestRecord | undefined;
  /** Whether the credentials are somebody's. */
  readonly hasRealCredentials: boolean;
}

/** What a check has found in an exchange. */
export interface Found {
  readonly code: CheckCode;
  readonly message: string;
  /** Into the contract's document. */
  readonly pointer: string;
  /** Where it is another one than the code has. */
  readonly severity?: 'error' | 'warning';
}

/** Looks at an exchange for one kind of defect. */
export type Check = (exchange: Exchange) => readonly Found[];
