import { type DeliveringService, fixed, percentile, type Receiver, recordOf } from '../delivery-load.ts';
import { measureLatencies, repeatAtRate } from './latency.ts';
import type { StartService } from './start-service.ts';

const perSecond = 50;
/** Of each webhook that never responds, in a second. */
const hangingPerSecond = 5;

/** A healthy webhook alone, then beside 120 that never respond, then alone again. */
export async function measureIsolation(receiver: Receiver, startService: StartService): Promise<void> {
  const service = await startService();
  await compareIsolation(receiver, service, 150);
  await service.stop();
}

/** The same at a service that runs. @param seconds beside those that never respond; half as long alone, before and after */
export async function compareIsolation(receiver: Receiver, service: DeliveringService, seconds: number): Promise<void> {
  await service.createWebHook(1, 6, `${receiver.url}/fast/timed`);
  const measure = async (time: number) => (await measureLatencies(receiver, service, perSecond, time)).fromRequest;
  await measure(10);
  const before = await measure(seconds / 2);
  const ids: number[] = [];
  for (let index = 0; index < 20; index++)
    ids.push(await service.createWebHook(1, 7, `${receiver.url}/hang/same/${index}`));
  for (let index = 0; index < 100; index++)
    ids.push(await service.createWebHook(2, 7, `${receiver.url}/hang/other/${index}`));
  const hanging = repeatAtRate(hangingPerSecond, hangingPerSecond * seconds, async () => {
    const Events = [1, 2].map((BusinessId) => ({ BusinessId, Action: 7, Record: recordOf(0) }));
    await service.send('POST', '/sys/events', { Events });
  });
  hanging.catch(() => {});
  const beside = await measure(seconds);
  const { hanging: hung } = await receiver.received();
  await hanging;
  for (const id of ids) await service.send('DELETE', `/sys/webhooks/${id}`);
  const after = await measure(seconds / 2);
  const row = (name: string, times: readonly number[]) => ({
    name,
    P50: fixed(percentile(times, 0.5)),
    P99: fixed(percentile(times, 0.99)),
    max: fixed(Math.max(...times)),
  });
  const ratio = percentile(beside, 0.99) / percentile([...before, ...after], 0.99);
  console.log(
    `milliseconds to the receipt at ${perSecond} events/s, beside 120 webhooks that never respond (${hung} requests): ` +
      `P99 is ${fixed(ratio)} times its own; wanted at most 1.2`,
  );
  console.table([row('alone, before', before), row('beside them', beside), row('alone, after', after)]);
}
