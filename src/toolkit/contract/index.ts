export { Contract, type LoadOptions, loadContract } from './load-contract.ts';
export { ContractError, contractErrorCodes, type ContractErrorCode, type Position } from './contract-error.ts';
export type { Method, OpenApiDocument, SecurityRequirement } from './openapi.ts';
export type { Operation } from './operations.ts';
export type { ContractWarning, WarningCode } from './warnings.ts';
