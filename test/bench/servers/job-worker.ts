/** Sends a delivery for each job of pg-boss, signed; a batch is completed when all have responded. */
import { PgBoss } from 'pg-boss';
import { Agent, request } from 'undici';
import { signDelivery } from '../../../src/webhooks/delivery/signature.ts';

interface Delivery {
  readonly url: string;
  readonly record: object;
}

const isEager = process.argv[3] === 'eager';
const boss = new PgBoss({ connectionString: process.argv[2] as string, supervise: false, schedule: false });
boss.on('error', (error) => console.error(error));
await boss.start();
const dispatcher = new Agent({ connections: 50 });
const secrets = ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'];

await boss.work<Delivery>(
  'delivery',
  isEager
    ? { batchSize: 50, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true }
    : { batchSize: 200, pollingIntervalSeconds: 0.5 },
  async (jobs) => {
    await Promise.all(
      jobs.map(async ({ id, data }) => {
        const body = JSON.stringify([data.record]);
        const headers = signDelivery({ id, attemptOn: new Date(), body, action: 6, secrets });
        const response = await request(data.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
          dispatcher,
        });
        await response.body.dump();
      }),
    );
  },
);
console.log('ready');
process.once('SIGTERM', () => void boss.stop({ graceful: false }).then(() => process.exit()));
