/** What users of `node:test` import: `concordat/node-test`. */
export type * from './toolkit/check/index.ts';
export type { ContractTestOptions } from './toolkit/check/runners/contract-tests.ts';
export type {
  AnyResponse,
  AxiosResponse,
  FetchResponse,
  SupertestResponse,
} from './toolkit/check/runners/matched-response.ts';
export { assertMatchesContract, contractTests } from './toolkit/check/runners/node-test.ts';
export * from './toolkit/contract/index.ts';
