/** What users import to serve a contract: `concordat/server`. Apart from the rest, since Express takes time to load. */
export * from './toolkit/contract/index.ts';
export * from './toolkit/server/index.ts';
