/** What users of Jest import: `concordat/jest`. The import itself gives `expect` the matcher `toMatchContract`. */
export type * from './toolkit/check/index.ts';
export type { ContractTestOptions } from './toolkit/check/runners/contract-tests.ts';
export { contractTests } from './toolkit/check/runners/jest.ts';
export type {
  AnyResponse,
  AxiosResponse,
  FetchResponse,
  SupertestResponse,
} from './toolkit/check/runners/matched-response.ts';
export * from './toolkit/contract/index.ts';
