/** Why there is no result: `UNSUCCESSFUL` is only thrown by `unwrap`. */
export type ClientErrorCode =
  | 'NETWORK'
  | 'TIMEOUT'
  | 'UNDECLARED_RESPONSE'
  | 'UNREADABLE_BODY'
  | 'SIGN_IN_FAILED'
  | 'UNSUCCESSFUL';

/** There is no result that the contract describes. What the server responded, if it did, is in `response` and `body`. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly response: Response | undefined;
  readonly status: number | undefined;
  readonly body: unknown;

  constructor(
    code: ClientErrorCode,
    message: string,
    { response, body, cause }: { readonly response?: Response; readonly body?: unknown; readonly cause?: unknown } = {},
  ) {
    super(message);
    this.cause = cause;
    this.code = code;
    this.response = response;
    this.status = response?.status;
    this.body = body;
  }
}
