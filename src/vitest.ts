/** What users of Vitest import: `concordat/vitest`. The import itself gives `expect` the matcher `toMatchContract`. */
export type * from './toolkit/check/index.ts';
export type * from './toolkit/check/runners/index.ts';
export { contractTests } from './toolkit/check/runners/vitest.ts';
export * from './toolkit/contract/index.ts';
