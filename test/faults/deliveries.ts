/**
 * Attacks on the reliability of deliveries, with the service as a process of its own.
 * `node test/faults/deliveries.ts [NAME [COUNT]]`; the count is of kills, by default as many as fit in two and a half minutes
 */
import { runAttacks } from './attacks.ts';
import { attackWithClock } from './deliveries/clock.ts';
import { attackWithFullDisk } from './deliveries/disk-full.ts';
import { attackWithKills } from './deliveries/kills.ts';
import { attackAtStart } from './deliveries/start-up.ts';
import { attackWithStops } from './deliveries/stop.ts';

await runAttacks({
  kills: (count) => attackWithKills(count || Number.POSITIVE_INFINITY, count ? 3_600_000 : 150_000),
  'disk-full': attackWithFullDisk,
  clock: attackWithClock,
  stop: (count) => attackWithStops(count || 3),
  'start-up': attackAtStart,
});
