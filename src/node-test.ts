/** What users of `node:test` import: `concordat/node-test`. */
export type * from './toolkit/check/index.ts';
export type * from './toolkit/check/runners/index.ts';
export { assertMatchesContract, contractTests } from './toolkit/check/runners/node-test.ts';
export * from './toolkit/contract/index.ts';
