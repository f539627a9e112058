import { dueSql } from '../../../src/webhooks/store/postgres/deliveries/due-deliveries.ts';
import { fixed } from '../delivery-load.ts';
import { median } from '../pairs.ts';
import type { Cluster } from './cluster.ts';

const pending = 1_000_000;
const endpoints = 100;
const count = 10_000;
const rounds = 3;

/** What a million deliveries that wait for dead endpoints do to others. */
export async function measureBacklog(cluster: Cluster): Promise<void> {
  const { receiver } = cluster;
  const services = await Promise.all(
    ['without', 'beside'].map(async (name) => {
      const url = await cluster.createDatabase(name);
      const service = await cluster.startService(url, { WEBHOOK_CONCURRENCY: '50' });
      await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
      return { url, service };
    }),
  );
  const [without, beside] = services as [(typeof services)[0], (typeof services)[0]];
  await fill(cluster, beside.url);
  await beside.service.stop();
  beside.service = await cluster.startService(beside.url, { WEBHOOK_CONCURRENCY: '50' });
  const deliver = async ({ service }: (typeof services)[0]) => (await service.deliver(receiver, count, 6, 1)).perSecond;
  await deliver(without);
  await deliver(beside);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const rate = await deliver(without);
    ratios.push((await deliver(beside)) / rate);
  }
  console.log(`${pending} deliveries pending to ${endpoints} dead endpoints`);
  console.table([
    {
      'rate of others / without (≥ 0.9)': fixed(median(ratios)),
      range: `${fixed(Math.min(...ratios))}–${fixed(Math.max(...ratios))}`,
    },
  ]);
  await explain(cluster, beside.url);
  await Promise.all(services.map(({ service }) => service.stop()));
}

/** Half of them had an attempt, and are due again in eight hours; the others are due, at webhooks that aren't active. */
async function fill({ runSql }: Cluster, url: string): Promise<void> {
  await runSql(
    url,
    `insert into concordat.webhooks (id, unique_id, business_id, name, action, url, active, error_count, created_on,
       updated_on, updated_by, is_new, to_string_text)
     select nextval('concordat.webhook_ids'), gen_random_uuid(), 2, 'dead', 7, 'http://127.0.0.1:9/dead', number % 2 = 0, 0,
       '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '', false, 'dead' from generate_series(1, ${endpoints}) number`,
  );
  await runSql(
    url,
    `with made as (
       insert into concordat.events (id, day, business_id, action, record, accepted_on)
       select gen_random_uuid(), (now() at time zone 'UTC')::date, 2, 7, repeat('x', 400), now()
       from generate_series(1, ${pending / endpoints}) returning id, day
     )
     insert into concordat.pending_deliveries (id, webhook_id, event_id, event_day, created_on, is_retry, due_on, wait, attempts)
     select gen_random_uuid(), w.id, made.id, made.day, now(), w.active,
       now() + case when w.active then interval '8 h' else '0' end, case when w.active then interval '8 h' else '0' end,
       case when w.active then array['[0,1,null,"connection refused",null]'] else '{}' end
     from made, concordat.webhooks w where w.action = 7`,
  );
  await runSql(url, 'vacuum analyze');
}

/** Prints how many of the pending rows the statements read that take, claim, hand back and count. */
async function explain({ runSql }: Cluster, url: string): Promise<void> {
  const [endpoint] = await runSql(url, 'select id from concordat.webhooks where action = 7 and active limit 1');
  const id = Number(endpoint?.['id']);
  const plans: Record<string, string> = {
    take: dueSql.replaceAll('$1', `${id}`).replaceAll('$2', "'{}'").replaceAll('$3', '200'),
    'when due': `select concordat.due_on(${id}, false)`,
    'when due, nothing': 'select concordat.due_on((select id from concordat.webhooks where action = 6), false)',
    'in order': `select concordat.due_on(${id}, true)`,
    count: 'select count(*) from (select from concordat.pending_deliveries limit 10000) counted',
    oldest: 'select min(created_on) from concordat.pending_deliveries',
  };
  const rows = [];
  for (const [name, sql] of Object.entries(plans)) {
    const explained = `explain (analyze, buffers, format json) ${sql}`;
    // The first time in a connection, what a function does is planned as well.
    const [found] = await runSql(url, `${explained}; ${explained}`);
    const [{ Plan: plan, 'Execution Time': ms }] = (found as { 'QUERY PLAN': [PlanResult] })['QUERY PLAN'];
    const pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    rows.push({
      statement: name,
      ms: fixed(ms),
      pages,
      'reads all': name !== 'count' && /"Seq Scan",[^{}]*"pending_deliveries"/.test(JSON.stringify(plan)),
    });
  }
  const [size] = await runSql(url, "select pg_relation_size('concordat.pending_deliveries') / 8192 as pages");
  console.log(`EXPLAIN of statements beside them, of a table with ${size?.['pages']} pages`);
  console.table(rows);
}

interface PlanResult {
  readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number };
  readonly 'Execution Time': number;
}
