/**
 * Two processes that accept events, two that send, and PostgreSQL are killed at random moments, and started again. Each
 * acknowledged event has to be received by each webhook, and nothing may stay pending. What a dead worker held goes on when
 * pg-boss finds it dead.
 */
import { type ServiceClient, sleep, untilDone } from '../deliveries/client.ts';
import type { RunningProcess } from '../process.ts';
import { Posting } from './posting.ts';
import { retry, type Scene, untilReceived, withScene } from './scene.ts';

const webhooks = ['prompt', 'slow', 'flaky', 'other'];
const among = (limit: number) => Math.floor(Math.random() * limit);
/** pg-boss' heartbeat. */
const maxSilenceMs = 75_000;
/** What isn't received by then, but later, is late; else it is lost. */
const maxLateMs = 600_000;

export function attackWithKills(kills: number): Promise<string[]> {
  return withScene(
    ({ webhook }) => ({
      status: webhook === 'flaky' && Math.random() < 0.3 ? 500 : 200,
      afterMs: webhook === 'slow' ? 5 + among(20) : among(10),
    }),
    (scene) => attack(scene, kills),
  );
}

async function attack(scene: Scene, kills: number): Promise<string[]> {
  const wrong: string[] = [];
  const apis: ServiceClient[] = [await scene.startApi(), await scene.startApi()];
  const workers: RunningProcess[] = [await scene.startWorker(), await scene.startWorker()];
  const [first] = apis as [ServiceClient];
  await first.putSecret(1);
  const ids: number[] = [];
  for (const name of webhooks) ids.push(await first.putWebHook({ BusinessId: 1, URL: scene.receiver.urlOf(name) }));
  const [one, other] = [() => apis[0], () => apis[1]];
  const posting = new Posting(one, other, one);
  const counts = { api: 0, worker: 0, postgres: 0 };
  for (let kill = 0; kill < kills && posting.wrong.length === 0; kill++) {
    await sleep(100 + among(400));
    const index = among(2);
    if (kill % 10 === 9) {
      counts.postgres++;
      scene.postgres.crash();
    } else if (kill % 3 === 0) {
      counts.api++;
      await apis[index]?.stop('SIGKILL');
      apis[index] = await retry(() => scene.startApi());
    } else {
      counts.worker++;
      await workers[index]?.stop('SIGKILL');
      workers[index] = await retry(() => scene.startWorker());
    }
  }
  await posting.end();
  const { acknowledged, refused, lost } = posting;
  wrong.push(...posting.wrong);
  const lastKillMs = performance.now();
  const { ms, missing: late } = await untilReceived(scene, acknowledged, webhooks, maxSilenceMs + 30_000);
  const { missing } =
    late.length > 0 ? await untilReceived(scene, acknowledged, webhooks, maxLateMs) : { missing: late };
  if (missing.length > 0) wrong.push(`${missing.length} were never received: ${missing.slice(0, 3)}`);
  if (ms > maxSilenceMs) wrong.push(`the last one came after ${Math.round(ms / 1000)} s, or more`);
  const silenceMs = Math.max(...webhooks.map((name) => longestSilence(scene, name, lastKillMs)));
  if (silenceMs > maxSilenceMs)
    wrong.push(`a webhook with pending deliveries got none for ${Math.round(silenceMs / 1000)} s`);
  const left = await untilDone(await retry(() => scene.startApi()), ids, 30_000);
  if (left > 0) wrong.push(`${left} deliveries are still pending`);
  wrong.push(...scene.receiver.invalid.slice(0, 5));
  const requests = scene.receiver.received.length;
  const distinct = new Set(scene.receiver.received.map(({ id }) => id)).size;
  console.log(
    `${counts.worker} kills of workers, ${counts.api} of processes that accept, ${counts.postgres} of PostgreSQL: ` +
      `${acknowledged.size} acknowledged events, ${missing.length} lost, ${late.length - missing.length} late; ${requests} requests for ${distinct} deliveries; ` +
      `${refused} posts refused, ${lost} without a response; after the last kill, the last one came in ${(ms / 1000).toFixed(1)} s, ` +
      `and no webhook waited longer than ${(silenceMs / 1000).toFixed(1)} s for its next one`,
  );
  return wrong;
}

/** The longest time between two requests to a webhook from a moment on, in milliseconds. */
function longestSilence({ receiver }: Scene, name: string, fromMs: number): number {
  const times = receiver.received
    .filter(({ webhook, atMs }) => webhook === name && atMs > fromMs)
    .map(({ atMs }) => atMs);
  return times.reduce((longest, at, index) => Math.max(longest, at - (times[index - 1] ?? fromMs)), 0);
}
