/** The whole path of a delivery: event accepted, in the journal, sent, result recorded. `[NAME …]` runs some of its parts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBacklog } from './deliveries/backlog.ts';
import { measureIsolation } from './deliveries/isolation.ts';
import { measureLatency } from './deliveries/latency.ts';
import type { StartService } from './deliveries/start-service.ts';
import { measureThroughput } from './deliveries/throughput.ts';
import { DeliveringService, loadCore, Receiver, takeCore } from './delivery-load.ts';

const parts = {
  throughput: measureThroughput,
  latency: measureLatency,
  backlog: measureBacklog,
  isolation: measureIsolation,
} as const;

takeCore(loadCore);
const folder = mkdtempSync(join(tmpdir(), 'concordat-deliveries-'));
let folders = 0;
const startService: StartService = (env = {}) => DeliveringService.start(join(folder, `${++folders}`), env);
const receiver = await Receiver.start();
const given = process.argv.slice(2) as (keyof typeof parts)[];
try {
  for (const [name, measure] of Object.entries(parts))
    if (given.length === 0 || given.includes(name as keyof typeof parts)) await measure(receiver, startService);
} finally {
  receiver.stop();
  rmSync(folder, { recursive: true, force: true });
}
