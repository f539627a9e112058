import { CodedError } from '../contract/document/coded-error.ts';

/** The codes of {@link MockError}. */
export const mockErrorCodes = {
  /** The port is in use, or the address isn't this machine's. */
  listen: 'MOCK_LISTEN',
  /** A name in `allowHosts` is not a host name. */
  host: 'MOCK_HOST',
  /** A scenario can't be read, or names what the contract doesn't have. */
  scenario: 'MOCK_SCENARIO',
  /** What is recorded can't be written there. */
  record: 'MOCK_RECORD',
  /** A control path was sent what it can't read. */
  control: 'MOCK_CONTROL',
  /** A webhook, a callback or a recorded request may not be sent to that URL. */
  target: 'MOCK_TARGET',
  /** A webhook or callback can't be sent with that secret, fault or delay. */
  delivery: 'MOCK_DELIVERY',
  /** There is no such webhook, callback, example or fault. */
  unknown: 'MOCK_UNKNOWN',
  /** There are no example data in that locale. */
  locale: 'MOCK_LOCALE',
} as const;

/** One of {@link mockErrorCodes}. */
export type MockErrorCode = (typeof mockErrorCodes)[keyof typeof mockErrorCodes];

/**
 * Thrown by `createMock`, `loadScenario` and `Mock.sendWebhook`; `code` says why.
 * @example
 * ```ts
 * import { createMock, loadContract, MockError, mockErrorCodes } from 'concordat/mock';
 *
 * const contract = await loadContract('openapi.yaml');
 * try {
 *   await createMock({ contract, port: 4010 });
 * } catch (error) {
 *   if (error instanceof MockError && error.code === mockErrorCodes.listen) console.error('port 4010 is in use');
 * }
 * ```
 */
export class MockError extends CodedError<MockErrorCode> {
  override readonly name = 'MockError';
}
