import { CodedError } from '../../http.ts';

/** Why an operation of a running service has no result. */
export const controlErrorCodes = {
  /** The running service failed; the message is the service's. */
  failed: 'CONTROL_FAILED',
  /** The response isn't one of this service. */
  response: 'CONTROL_RESPONSE',
} as const;

export type ControlErrorCode = (typeof controlErrorCodes)[keyof typeof controlErrorCodes];

/** An operation that the running service couldn't do. */
export class ControlError extends CodedError<ControlErrorCode> {
  override readonly name = 'ControlError';
}
