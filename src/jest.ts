/** What users of Jest import: `concordat/jest`. The import itself gives `expect` the matcher `toMatchContract`. */
import './toolkit/check/jest/match-contract.ts';

export type * from './toolkit/check/index.ts';
export * from './toolkit/check/jest/contract-tests.ts';
export type {
  AnyResponse,
  AxiosResponse,
  FetchResponse,
  SupertestResponse,
} from './toolkit/check/jest/match-contract.ts';
export * from './toolkit/contract/index.ts';
