/**
 * A process that accepts events reaches PostgreSQL through a proxy, which cuts its connections in the middle of commits: events
 * that were acknowledged are there, and those that were refused aren't.
 */
import { type Cut, startCuttingProxy } from '../../cutting-proxy.ts';
import { untilDone } from '../deliveries/client.ts';
import { makeEvents, type Scene, untilReceived, withScene } from './scene.ts';

const posts = 300;
const moments: readonly Cut[] = ['before', 'after', 'responded'];

export function attackWithCuts(): Promise<string[]> {
  return withScene(() => ({ status: 200 }), attack);
}

/** Cuts a part of the connections that send a commit. */
async function startProxy(port: number) {
  const counts = { commits: 0, cuts: 0, isOn: false };
  const proxy = await startCuttingProxy(port, (bytes) => {
    if (!bytes.includes('commit\0')) return undefined;
    counts.commits++;
    if (!counts.isOn || Math.random() >= 0.1) return undefined;
    counts.cuts++;
    return moments[Math.floor(Math.random() * moments.length)];
  });
  return { counts, ...proxy };
}

async function attack(scene: Scene): Promise<string[]> {
  const wrong: string[] = [];
  const proxy = await startProxy(scene.postgres.port);
  const api = await scene.startApi();
  await api.putSecret(1);
  const id = await api.putWebHook({ BusinessId: 1, URL: scene.receiver.urlOf('one') });
  const through = { DATABASE_URL: scene.databaseUrl.replace(`:${scene.postgres.port}`, `:${proxy.port}`) };
  const [cutApi, cutWorker] = [await scene.startApi(through), await scene.startWorker(through)];
  proxy.counts.isOn = true;
  const acknowledged = new Set<string>();
  const refused = new Set<string>();
  for (let post = 0; post < posts; post++) {
    const events = makeEvents(2);
    const status = await cutApi.postEvents(events);
    if (status !== 200 && status !== 503) wrong.push(`events get ${status}`);
    for (const { EventId } of events) (status === 200 ? acknowledged : refused).add(EventId);
  }
  proxy.counts.isOn = false;
  const { missing } = await untilReceived(scene, acknowledged, ['one'], 90_000);
  if (missing.length > 0) wrong.push(`${missing.length} acknowledged events were not received`);
  const left = await untilDone(api, [id], 30_000);
  if (left > 0) wrong.push(`${left} deliveries are still pending`);
  const log = new Set((await api.deliveries(id)).map(({ EventId }) => EventId));
  const there = [...refused].filter((event) => log.has(event));
  // With 503, it isn't known only where the outcome of a commit could not be looked up.
  if (there.length > 0) wrong.push(`${there.length} refused events are there`);
  console.log(
    `${proxy.counts.cuts} of ${proxy.counts.commits} commits cut: ${acknowledged.size} acknowledged events, ${missing.length} lost; ` +
      `${refused.size} refused, ${there.length} of them there`,
  );
  await Promise.all([cutApi.stop('SIGTERM'), cutWorker.stop('SIGTERM')]);
  proxy.close();
  return wrong;
}
