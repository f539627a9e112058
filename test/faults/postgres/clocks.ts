/** One of two workers has a clock that is an hour ahead, the other one an hour behind: retries come when they were planned. */
import { untilDone } from '../deliveries/client.ts';
import { findFaketime } from '../faketime.ts';
import { makeEvents, type Scene, untilReceived, withScene } from './scene.ts';

const waitMs = 2000;
const rounds = 3;

export async function attackWithClocks(): Promise<string[]> {
  const library = findFaketime();
  if (library === undefined) return [];
  const attempts = new Map<string, number>();
  return withScene(
    ({ id }) => {
      const count = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, count);
      return { status: count <= rounds ? 500 : 200 };
    },
    (scene) => attack(scene, library),
  );
}

async function attack(scene: Scene, library: string): Promise<string[]> {
  const wrong: string[] = [];
  const env = (offset: string) => ({
    LD_PRELOAD: library,
    FAKETIME: offset,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    RETRY_SCHEDULE: Array(9).fill(`${waitMs}ms`).join(),
  });
  const api = await scene.startApi();
  await api.putSecret(1);
  const names = Array.from({ length: 20 }, (_, index) => `w${index}`);
  const ids: number[] = [];
  for (const name of names) ids.push(await api.putWebHook({ BusinessId: 1, URL: scene.receiver.urlOf(name) }));
  const workers = [await scene.startWorker(env('+3600')), await scene.startWorker(env('-3600'))];
  const events = makeEvents(10);
  await api.postEvents(events);
  const all = new Set(events.map(({ EventId }) => EventId));
  const { missing } = await untilReceived(scene, all, names, 60_000);
  if (missing.length > 0) wrong.push(`${missing.length} deliveries are missing`);
  const left = await untilDone(api, ids, 10_000);
  if (left > 0) wrong.push(`${left} deliveries are still pending`);
  const gaps: number[] = [];
  for (const received of Map.groupBy(scene.receiver.received, ({ id }) => id).values()) {
    for (let at = 1; at < received.length; at++) {
      gaps.push((received[at] as { atMs: number }).atMs - (received[at - 1] as { atMs: number }).atMs);
    }
  }
  const [min, max] = [Math.min(...gaps), Math.max(...gaps)];
  if (min < waitMs - 50 || max > waitMs * 1.2 + 3000) wrong.push(`retries came after ${min} to ${max} ms`);
  const skews = new Set(
    scene.receiver.received.map(({ timestamp }) => Math.round((timestamp - Date.now() / 1000) / 3600)),
  );
  const logged = (await api.deliveries(ids[0] as number)).flatMap(({ Attempts }) => Attempts);
  const off = logged.filter(({ StartedOn }) => Math.abs(Date.parse(StartedOn) - Date.now()) > 600_000);
  if (off.length > 0) wrong.push(`${off.length} attempts are logged at another hour`);
  console.log(
    `clocks that are off by ${[...skews].join(' and ')} h: ${gaps.length} retries came after ${(min / 1000).toFixed(2)} to ` +
      `${(max / 1000).toFixed(2)} s (planned: 2 to 2.4 s), and are logged by the database's time`,
  );
  await Promise.all(workers.map((worker) => worker.stop('SIGTERM')));
  return wrong;
}
