/**
 * Attacks on deliveries of several processes that share a PostgreSQL. `node test/faults/postgres.ts [NAME [COUNT]]`; the count is
 * of kills, by default 100.
 */
import { attackWithClocks } from './postgres/clocks.ts';
import { attackWithCuts } from './postgres/cuts.ts';
import { attackWithKills } from './postgres/kills.ts';
import { attackWithPauses } from './postgres/pauses.ts';

const attacks: Readonly<Record<string, (count: number) => Promise<string[]>>> = {
  kills: (count) => attackWithKills(count || 100),
  pauses: attackWithPauses,
  clocks: attackWithClocks,
  cuts: attackWithCuts,
};

const [given, count = ''] = process.argv.slice(2);
for (const [name, attack] of Object.entries(attacks)) {
  if (given !== undefined && given !== name) continue;
  console.log(`- ${name}`);
  const wrong = await attack(Number(count)).catch((error: Error) => [error.stack ?? error.message]);
  for (const line of wrong.slice(0, 20)) console.log(line);
  if (wrong.length > 0) process.exitCode = 1;
}
