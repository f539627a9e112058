export { CodedError } from './document/coded-error.ts';
export {
  ContractError,
  type ContractErrorCode,
  contractErrorCodes,
  type Position,
} from './document/contract-error.ts';
export type { Finding } from './document/finding.ts';
export { type Contract, type LoadOptions, loadContract } from './document/load-contract.ts';
export type * from './document/openapi.ts';
export type { ContractDocument, ContractOperations, Operation } from './document/operations.ts';
export type { PatternPlace } from './document/patterns.ts';
export type { SourceValue } from './document/redocly.ts';
export type { SourceFile } from './document/source.ts';
export type { SourceOptions } from './document/source-reader.ts';
export type { ContractWarning, WarningCode } from './document/warnings.ts';
export type { OperationResponse, ResponseViolation } from './response/response.ts';
export type { RequestError } from './response/validation-failure.ts';
