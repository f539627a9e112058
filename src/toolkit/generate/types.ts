import { createRequire } from 'node:module';
import type { Contract } from '../contract/load-contract.ts';
import { header } from './header.ts';
import { prepareDocument } from './prepare.ts';

/** The text of `types.ts`: the contract's types as openapi-typescript writes them. */
export async function makeTypes(contract: Contract): Promise<string> {
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const nodes = await openapiTypescript(prepareDocument(contract) as Parameters<typeof openapiTypescript>[0], {
    silent: true,
    redocly: await rulelessConfig(),
  });
  return header + astToString(nodes);
}

/** openapi-typescript lints what it is given, which `concordat lint` does better, with the Redocly it brings along. */
async function rulelessConfig(): Promise<never> {
  const require = createRequire(createRequire(import.meta.url).resolve('openapi-typescript'));
  const { createConfig } = require('@redocly/openapi-core') as {
    createConfig: (config: object) => Promise<never>;
  };
  return createConfig({});
}
