import { measureLatencies } from '../deliveries/latency.ts';
import { fixed, percentile } from '../delivery-load.ts';
import type { Cluster } from './cluster.ts';

const perSecond = 100;
const seconds = 30;

/** From an event in one process to its receipt from another one, which is woken by NOTIFY; and where no NOTIFY comes through. */
export async function measureLatency(cluster: Cluster): Promise<void> {
  const row = async (name: string, url: string, wanted: number) => {
    const api = await cluster.startService(url, { ROLE: 'api' });
    const worker = await cluster.startWorker(url);
    await api.createWebHook(1, 6, `${cluster.receiver.url}/fast/timed`);
    await measureLatencies(cluster.receiver, api, perSecond, 5);
    const { fromRequest, fromResponse } = await measureLatencies(cluster.receiver, api, perSecond, seconds);
    await Promise.all([api.stop(), worker.stop('SIGTERM')]);
    const p99 = fixed(percentile(fromResponse, 0.99));
    return {
      name,
      P50: fixed(percentile(fromResponse, 0.5)),
      P99: p99,
      wanted,
      'P99 from the request': fixed(percentile(fromRequest, 0.99)),
    };
  };
  const heard = await row('woken by NOTIFY', await cluster.createDatabase('latency'), 25);
  const url = await cluster.createDatabase('unheard');
  await cluster.runSql(
    url,
    'create schema silent; create function silent.pg_notify(text, text) returns void language sql as $$ $$; alter database unheard set search_path = silent, pg_catalog',
  );
  const unheard = await row('no NOTIFY', url, 2500);
  console.log(
    `milliseconds from acceptance to receipt at ${perSecond} events/s, accepted by one process and sent by another`,
  );
  console.table([heard, unheard]);
}
