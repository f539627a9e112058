import { fixed } from '../delivery-load.ts';
import { median } from '../pairs.ts';
import type { Cluster } from './cluster.ts';
import { JobPerDelivery } from './job-per-delivery.ts';

const count = 30_000;
const peerCount = 6000;
const rounds = 3;

/** Deliveries per second of two processes, beside two that have one job of pg-boss for each delivery, in turn. */
export async function measureThroughput(cluster: Cluster): Promise<void> {
  const { receiver } = cluster;
  const url = await cluster.createDatabase('throughput');
  const env = { WEBHOOK_CONCURRENCY: '50' };
  const service = await cluster.startService(url, env);
  const other = await cluster.startService(url, env);
  await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
  for (let index = 0; index < 10; index++) await service.createWebHook(1, 7, `${receiver.url}/fast/ten/${index}`);
  const peer = await JobPerDelivery.start(await cluster.createDatabase('peer'), receiver);
  await service.deliver(receiver, 5000, 6, 1);
  await service.deliver(receiver, 500, 7, 10);
  await peer.deliver(1000, 1);
  const runs: Record<'one' | 'ten' | 'peerOne' | 'peerTen', number>[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push({
      one: (await service.deliver(receiver, count, 6, 1)).perSecond,
      peerOne: await peer.deliver(peerCount, 1),
      ten: (await service.deliver(receiver, count / 10, 7, 10)).perSecond,
      peerTen: await peer.deliver(peerCount / 10, 10),
    });
  }
  await peer.stop();
  await Promise.all([service.stop(), other.stop()]);
  const row = (name: string, ours: 'one' | 'ten', peers: 'peerOne' | 'peerTen', target: number) => {
    const rates = runs.map((run) => run[ours]);
    return {
      name,
      'per second': Math.round(median(rates)),
      range: `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`,
      wanted: target,
      'a job each': Math.round(median(runs.map((run) => run[peers]))),
      'ratio (≥ 5)': fixed(median(runs.map((run) => run[ours] / run[peers]))),
    };
  };
  console.log('deliveries/s with PostgreSQL, two processes, WEBHOOK_CONCURRENCY=50, signed and logged');
  console.table([row('one webhook', 'one', 'peerOne', 5000), row('each event to ten', 'ten', 'peerTen', 7000)]);
}

