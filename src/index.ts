/** Concordat as a library: everything that the command does, with the same options, returning data. */
export * from './toolkit/check/index.ts';
export * from './toolkit/contract/index.ts';
export * from './toolkit/generate/index.ts';
export * from './toolkit/init/index.ts';
export * from './toolkit/lint/index.ts';
