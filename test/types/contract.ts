/** Compiled, never run: a contract comes from `loadContract` alone, and functions take less where less will do. */
import * as concordat from '../../src/index.ts';

declare const contract: concordat.Contract;
const { uri, version, document, operations, webhooks, files, warnings } = contract;
const locate = contract.locate.bind(contract);
const originOf = contract.originOf.bind(contract);

export const enough: concordat.ContractOperations = { document, operations };

// @ts-expect-error only its type is exported
export const built = new concordat.Contract('openapi.yaml', {});

// @ts-expect-error what looks like one is none
export const posing: concordat.Contract = {
  uri,
  version,
  document,
  operations,
  webhooks,
  files,
  warnings,
  locate,
  originOf,
};
