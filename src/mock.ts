/** What users import to mock a contract: `concordat/mock`. */
export * from './toolkit/contract/index.ts';
export * from './toolkit/mock/index.ts';
