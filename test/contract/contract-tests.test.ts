/** The contract tests on the service and on the mock: neither breaks the contract, and they do not differ. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareServers } from '../../src/index.ts';
import { contractTests } from '../../src/jest.ts';
import { contract, credentials, type Running, servers } from './servers.ts';

describe.each(servers)('%s', (_name, start, identity) => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.stop());

  contractTests({ contract, url: () => running.url, ...identity, minCoverage: 90 });
});

test('the service and the mock do not differ', async () => {
  const running = await Promise.all(servers.map(([, start]) => start()));
  try {
    const urls = running.map(({ url }) => url) as [string, string];
    const report = await compareServers({ contract, urls, ...credentials });
    expect(report).toMatchObject({ differences: [], unanswered: 0, gone: [] });
    expect(report.compared).toBeGreaterThan(500);
    expect(report.notComparable.map(({ operationId }) => operationId)).toEqual([
      'createEvents',
      'updateWebHookSecret',
      'deleteWebHookSecret',
      'createToken',
    ]);
  } finally {
    for (const { stop } of running) await stop();
  }
});
