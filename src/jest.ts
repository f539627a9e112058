/** What users of Jest import: `concordat/jest`. The import itself gives `expect` the matcher `toMatchContract`. */
export type * from './toolkit/check/index.ts';
export type * from './toolkit/check/runners/index.ts';
export { contractTests } from './toolkit/check/runners/jest.ts';
export * from './toolkit/contract/index.ts';
