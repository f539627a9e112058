export {
  ContractError,
  type ContractErrorCode,
  contractErrorCodes,
  type Position,
} from './contract-error.ts';
export type { Finding } from './finding.ts';
export { Contract, type LoadOptions, loadContract } from './load-contract.ts';
export type {
  Method,
  OpenApiDocument,
  SecurityRequirement,
} from './openapi.ts';
export type { Operation } from './operations.ts';
export type { Answer, ResponseViolation } from './response.ts';
export type { RequestError } from './validation-failure.ts';
export type { ContractWarning, WarningCode } from './warnings.ts';
