/** What users of Vitest import: `concordat/vitest`. The import itself gives `expect` the matcher `toMatchContract`. */
export type * from './toolkit/check/index.ts';
export type { ContractTestOptions } from './toolkit/check/runners/contract-tests.ts';
export type {
  AnyResponse,
  AxiosResponse,
  FetchResponse,
  SupertestResponse,
} from './toolkit/check/runners/matched-response.ts';
export { contractTests } from './toolkit/check/runners/vitest.ts';
export * from './toolkit/contract/index.ts';
