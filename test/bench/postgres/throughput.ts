import { fixed } from '../delivery-load.ts';
import { median } from '../pairs.ts';
import type { Cluster } from './cluster.ts';
import { JobPerDelivery } from './job-per-delivery.ts';

const count = 30_000;
const peerCount = 6000;
const rounds = 3;

type Rate = 'one' | 'ten' | 'peerOne' | 'peerTen' | 'eagerOne' | 'eagerTen';

/**
 * Deliveries per second of two processes, beside two that have one job of pg-boss for each delivery, in turn: with batches of
 * 200 that are asked for twice a second, which is its shortest interval; and asking again as soon as a full batch is done. These
 * jobs are made by one statement for 500, without a service that accepts events, and have no log of attempts.
 */
export async function measureThroughput(cluster: Cluster): Promise<void> {
  const { receiver } = cluster;
  const url = await cluster.createDatabase('throughput');
  const env = { WEBHOOK_CONCURRENCY: '50' };
  const service = await cluster.startService(url, env);
  const other = await cluster.startService(url, env);
  await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
  for (let index = 0; index < 10; index++) await service.createWebHook(1, 7, `${receiver.url}/fast/ten/${index}`);
  const peer = await JobPerDelivery.start(await cluster.createDatabase('peer'), receiver, 'polling');
  const eager = await JobPerDelivery.start(await cluster.createDatabase('eager'), receiver, 'eager');
  await service.deliver(receiver, 5000, 6, 1);
  await service.deliver(receiver, 500, 7, 10);
  await peer.deliver(1000, 1);
  await eager.deliver(1000, 1);
  const runs: Record<Rate, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push({
      one: (await service.deliver(receiver, count, 6, 1)).perSecond,
      peerOne: await peer.deliver(peerCount, 1),
      eagerOne: await eager.deliver(peerCount, 1),
      ten: (await service.deliver(receiver, count / 10, 7, 10)).perSecond,
      peerTen: await peer.deliver(peerCount / 10, 10),
      eagerTen: await eager.deliver(peerCount / 10, 10),
    });
  }
  await Promise.all([peer.stop(), eager.stop()]);
  await Promise.all([service.stop(), other.stop()]);
  const row = (name: string, [ours, polling, another]: readonly [Rate, Rate, Rate], target: number) => {
    const rates = runs.map((run) => run[ours]);
    return {
      name,
      'per second': Math.round(median(rates)),
      range: `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`,
      wanted: target,
      'a job each, polling': Math.round(median(runs.map((run) => run[polling]))),
      'ratio (≥ 5)': fixed(median(runs.map((run) => run[ours] / run[polling]))),
      'a job each, without pauses': Math.round(median(runs.map((run) => run[another]))),
      'ratio to that': fixed(median(runs.map((run) => run[ours] / run[another]))),
    };
  };
  console.log('deliveries/s with PostgreSQL, two processes, WEBHOOK_CONCURRENCY=50, signed and logged');
  console.table([
    row('one webhook', ['one', 'peerOne', 'eagerOne'], 5000),
    row('each event to ten', ['ten', 'peerTen', 'eagerTen'], 7000),
  ]);
}
