import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contract, loadContract } from '../../src/jest.ts';
import { createMock } from '../../src/mock.ts';
import { password, startInFolder } from '../webhooks/service.ts';

export const contract: Contract = await loadContract(join(import.meta.dirname, '../../openapi.yaml'));

/** Who the tests sign in as; the mock takes anybody. */
export const credentials = { user: 'admin@example.com', password };

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** Without deliveries: the tests create webhooks with all kinds of URLs, and nobody behind them is to get requests. */
async function startService(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'concordat-test-'));
  const { client, stop } = await startInFolder(folder, { SIGNIN_DELAY: 'off', DELIVERIES: 'off' });
  return {
    url: client.url,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startMock(): Promise<Running> {
  const mock = await createMock({ contract });
  return { url: mock.url, stop: () => mock.close() };
}

/** The servers that the contract tests run on, with their credentials: the service and its mock. */
export const servers: readonly (readonly [name: string, start: () => Promise<Running>, identity: object])[] = [
  ['the service', startService, credentials],
  // It takes any token, as long as there is one.
  ['the mock', startMock, {}],
];
