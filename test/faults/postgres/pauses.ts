/**
 * A worker is stopped with SIGSTOP, in the middle of an attempt, for longer than its heartbeat, and continued when another one
 * has its endpoint: what it records is ignored, and what is logged is what the other one did.
 */
import { sleep, untilDone } from '../deliveries/client.ts';
import { makeEvents, type Scene, untilReceived, withScene } from './scene.ts';

const timeoutMs = 90_000;

export function attackWithPauses(): Promise<string[]> {
  // The first attempt is stopped while it waits.
  let isFirst = true;
  return withScene(() => {
    const afterMs = isFirst ? 1000 : 0;
    isFirst = false;
    return { status: 200, afterMs };
  }, attack);
}

async function attack(scene: Scene): Promise<string[]> {
  const wrong: string[] = [];
  const api = await scene.startApi();
  await api.putSecret(1);
  const id = await api.putWebHook({ BusinessId: 1, URL: scene.receiver.urlOf('one') });
  const paused = await scene.startWorker({ WEBHOOK_CONCURRENCY: '1' });
  const events = makeEvents(20);
  await api.postEvents(events);
  while (scene.receiver.received.length === 0) await sleep(10);
  paused.child.kill('SIGSTOP');
  const stopped = performance.now();
  const other = await scene.startWorker({ WEBHOOK_CONCURRENCY: '1' });
  const all = new Set(events.map(({ EventId }) => EventId));
  const { missing } = await untilReceived(scene, all, ['one'], timeoutMs);
  const foundMs = performance.now() - stopped;
  if (missing.length > 0) wrong.push(`${missing.length} deliveries of a worker that was stopped weren't taken over`);
  const before = JSON.stringify(await api.deliveries(id));
  paused.child.kill('SIGCONT');
  await sleep(3000);
  if (JSON.stringify(await api.deliveries(id)) !== before)
    wrong.push('a worker that lost its endpoint changed the log');
  const more = makeEvents(20);
  await api.postEvents(more);
  const { missing: lost } = await untilReceived(scene, new Set(more.map(({ EventId }) => EventId)), ['one'], 10_000);
  if (lost.length > 0) wrong.push(`${lost.length} later deliveries are missing`);
  const left = await untilDone(api, [id], 10_000);
  if (left > 0) wrong.push(`${left} deliveries are still pending`);
  const twice = scene.receiver.received.length - new Set(scene.receiver.received.map(({ id: each }) => each)).size;
  console.log(
    `a worker that was stopped: another one had sent all ${(foundMs / 1000).toFixed(1)} s later, ${twice} of them for the second time`,
  );
  await Promise.all([paused.stop('SIGKILL'), other.stop('SIGTERM')]);
  return wrong;
}
