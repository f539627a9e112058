/**
 * What users import to send requests to addresses that others name, and to print what others have sent: `concordat/http`.
 * Apart from the rest, since a program that sends webhooks doesn't need Express.
 */
export { CodedError } from './toolkit/contract/document/coded-error.ts';
export * from './toolkit/encoding/index.ts';
export * from './toolkit/http/index.ts';
