/** What users import to mock a contract: `concordat/mock`. Apart from the rest, since Prism takes time to load. */
export * from './toolkit/contract/index.ts';
export * from './toolkit/mock/index.ts';
