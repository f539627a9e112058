export type { ContractTestOptions } from './contract-tests.ts';
export type { AnyResponse, AxiosResponse, FetchResponse, SupertestResponse } from './matched-response.ts';
