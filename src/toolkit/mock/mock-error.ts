import { CodedError } from '../contract/document/coded-error.ts';

/** What may keep a mock from starting, or a request to its controls from being done. */
export const mockErrorCodes = {
  /** The port is taken, or the address isn't this machine's. */
  listen: 'MOCK_LISTEN',
  /** A scenario can't be read, or names what isn't in the contract. */
  scenario: 'MOCK_SCENARIO',
  /** An outgoing request may not go where it was asked to. */
  target: 'MOCK_TARGET',
  /** There is no such webhook, callback or example. */
  unknown: 'MOCK_UNKNOWN',
} as const;

export type MockErrorCode = (typeof mockErrorCodes)[keyof typeof mockErrorCodes];

/** A mock can't do what it is asked to; `code` says why. */
export class MockError extends CodedError<MockErrorCode> {
  override readonly name = 'MockError';
}
