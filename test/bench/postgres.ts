/**
 * Deliveries of two processes that share a PostgreSQL, all on the same cores. `[NAME …]` runs some of its parts. PostgreSQL is
 * as it comes: each commit waits for the disk.
 */
import { measureBacklog } from './postgres/backlog.ts';
import { withCluster } from './postgres/cluster.ts';
import { measureIsolation } from './postgres/isolation.ts';
import { measureLatency } from './postgres/latency.ts';
import { measureThroughput } from './postgres/throughput.ts';
import { measureWebHooks } from './postgres/webhooks.ts';

const parts = {
  throughput: measureThroughput,
  latency: measureLatency,
  isolation: measureIsolation,
  backlog: measureBacklog,
  webhooks: measureWebHooks,
} as const;

const given = process.argv.slice(2);
await withCluster(async (cluster) => {
  for (const [name, measure] of Object.entries(parts))
    if (given.length === 0 || given.includes(name)) await measure(cluster);
});
