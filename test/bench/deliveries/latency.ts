import {
  type DeliveringService,
  firstSerial,
  fixed,
  now,
  percentile,
  type Receiver,
  recordOf,
} from '../delivery-load.ts';
import type { StartService } from './start-service.ts';

/** How long each event took to its receipt, in milliseconds: from its request, and from its response. */
export interface Latencies {
  readonly fromRequest: readonly number[];
  readonly fromResponse: readonly number[];
}

/** Runs an action at a rate, whatever the time that it takes, and at a random time in each interval, so that no two rates keep step. */
export async function repeatAtRate(perSecond: number, count: number, action: (index: number) => Promise<void>) {
  const started = now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const wait = started + ((index + Math.random()) * 1000) / perSecond - now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const call = action(index);
    // Told at the end: one that nobody waits for yet would end the process, with its servers left.
    call.catch(() => {});
    running.push(call);
  }
  await Promise.all(running);
}

/** Posts single events of location 1 and action 6, whose webhook is `/fast/timed`. */
export async function measureLatencies(
  receiver: Receiver,
  service: DeliveringService,
  perSecond: number,
  seconds: number,
): Promise<Latencies> {
  await receiver.forget();
  const count = perSecond * seconds;
  const sent: { requested: number; accepted: number }[] = [];
  await repeatAtRate(perSecond, count, async (index) => {
    const Events = [{ BusinessId: 1, Action: 6, Record: recordOf(firstSerial + index) }];
    const requested = now();
    await service.send('POST', '/sys/events', { Events });
    sent[index] = { requested, accepted: now() };
  });
  await receiver.untilDistinct(count);
  const { receipts = [] } = await receiver.received(true);
  const at = new Map(receipts.map((receipt) => [receipt.serial, receipt.at]));
  const since = (from: 'requested' | 'accepted') =>
    sent.map((times, index) => (at.get(firstSerial + index) as number) - times[from]);
  return { fromRequest: since('requested'), fromResponse: since('accepted') };
}

export async function measureLatency(receiver: Receiver, startService: StartService): Promise<void> {
  const service = await startService();
  await service.createWebHook(1, 6, `${receiver.url}/fast/timed`);
  await measureLatencies(receiver, service, 100, 5);
  const { fromRequest, fromResponse } = await measureLatencies(receiver, service, 100, 30);
  await service.stop();
  const row = (name: string, times: readonly number[]) => ({
    name,
    P50: fixed(percentile(times, 0.5)),
    P99: fixed(percentile(times, 0.99)),
  });
  console.log('milliseconds to the receipt at 100 events/s; a receipt can come before the response');
  console.table([row("from the event's request", fromRequest), row("from the event's response", fromResponse)]);
}
