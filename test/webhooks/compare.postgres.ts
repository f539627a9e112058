/** The embedded service and one on PostgreSQL, asked the same: they differ in nothing that the contract determines. */
import { expect } from '@jest/globals';
import { compareServers } from '../../src/index.ts';
import { testsWithPostgres, withDatabase } from './postgres.ts';
import { withProcesses } from './postgres-service.ts';
import { contract, password, withService } from './service.ts';

const test = testsWithPostgres();

test('the same requests get the same responses from both stores', () =>
  withDatabase((url) =>
    withProcesses(url, [{ DELIVERIES: 'off', SIGNIN_DELAY: 'off' }], (service) =>
      withService({ DELIVERIES: 'off', SIGNIN_DELAY: 'off' }, async (embedded) => {
        const report = await compareServers({
          contract,
          urls: [embedded.url, service?.url ?? ''],
          user: 'admin@example.com',
          password,
        });
        expect(report.differences).toEqual([]);
        expect(report.gone).toEqual([]);
        expect(report.compared).toBeGreaterThan(500);
      }),
    ),
  ));
