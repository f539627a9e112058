/**
 * Attacks on deliveries of several processes that share a PostgreSQL. `node test/faults/postgres.ts [NAME [COUNT]]`; the count is
 * of kills, by default 100.
 */
import { runAttacks } from './attacks.ts';
import { attackWithClocks } from './postgres/clocks.ts';
import { attackWithCuts } from './postgres/cuts.ts';
import { attackWithKills } from './postgres/kills.ts';
import { attackWithPauses } from './postgres/pauses.ts';
import { attackWithFullDisk, attackWithNoConnection, attackWithReadOnly } from './postgres/shortages.ts';

await runAttacks({
  kills: (count) => attackWithKills(count || 100),
  pauses: attackWithPauses,
  clocks: attackWithClocks,
  cuts: attackWithCuts,
  'no connection': attackWithNoConnection,
  'read-only': attackWithReadOnly,
  'full disk': attackWithFullDisk,
});
