import { fixed, type Receiver, type Run, runLoop } from '../delivery-load.ts';
import { median } from '../pairs.ts';
import type { StartService } from './start-service.ts';

const count = 60_000;
const rounds = 5;
const concurrency = 50;

/** Deliveries per second, to one webhook and with each event going to ten, beside a bare loop, in turn. */
export async function measureThroughput(receiver: Receiver, startService: StartService): Promise<void> {
  const service = await startService({ WEBHOOK_CONCURRENCY: String(concurrency) });
  await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
  for (let index = 0; index < 10; index++) await service.createWebHook(1, 7, `${receiver.url}/fast/ten/${index}`);
  await service.deliver(receiver, 10_000, 6, 1);
  await service.deliver(receiver, 1000, 7, 10);
  const runs: Record<'loop' | 'one' | 'ten', Run>[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push({
      loop: await runLoop(receiver, count, concurrency),
      one: await service.deliver(receiver, count, 6, 1),
      ten: await service.deliver(receiver, count / 10, 7, 10),
    });
  }
  await service.stop();
  const row = (name: string, key: 'loop' | 'one' | 'ten') => {
    const ratios = runs.map((run) => run[key].perSecond / run.loop.perSecond);
    return {
      name,
      'per second': Math.round(median(runs.map((run) => run[key].perSecond))),
      ratio: fixed(median(ratios)),
      range: `${fixed(Math.min(...ratios))}–${fixed(Math.max(...ratios))}`,
      'CPU µs each': fixed(median(runs.map((run) => run[key].cpu)), 1),
    };
  };
  console.log('deliveries/s, WEBHOOK_CONCURRENCY=50: wanted 0.3 of a bare loop of undici request, 50 at a time');
  console.table([row('bare loop', 'loop'), row('one webhook', 'one'), row('each event to ten webhooks', 'ten')]);
}
