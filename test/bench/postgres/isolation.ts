import { compareIsolation } from '../deliveries/isolation.ts';
import type { Cluster } from './cluster.ts';

/** A healthy webhook alone, then beside 120 that never respond, then alone again, with two processes. */
export async function measureIsolation(cluster: Cluster): Promise<void> {
  const url = await cluster.createDatabase('isolation');
  const service = await cluster.startService(url);
  const other = await cluster.startService(url);
  console.log('with PostgreSQL and two processes:');
  await compareIsolation(cluster.receiver, service, 120);
  await Promise.all([service.stop(), other.stop()]);
}
