import pg from 'pg';
import { listStatement } from '../../../src/webhooks/store/postgres/list-statement.ts';
import { formats } from '../../../src/webhooks/store/postgres/rows.ts';
import { toQuery } from '../../../src/webhooks/webhook.ts';
import { signIn } from '../../faults/process.ts';
import { webhook } from '../../webhooks/records.ts';
import { fixed } from '../delivery-load.ts';
import { load } from '../load.ts';
import { median } from '../pairs.ts';
import type { Cluster } from './cluster.ts';
import { pgbench } from './pgbench.ts';

const clients = 50;
const rounds = 3;
const seconds = 5;
const count = 100_000;

/** Durable creates and a list by name, beside the same statements sent by pgbench. */
export async function measureWebHooks(cluster: Cluster): Promise<void> {
  const url = await cluster.createDatabase('webhooks');
  const service = await cluster.startService(url);
  const headers = { authorization: `Bearer ${await signIn(service.process.url)}` };
  await measureCreates(url, service.process.url, headers);
  await cluster.runSql(url, fillSql);
  await cluster.runSql(url, 'vacuum analyze concordat.webhooks');
  await measureList(cluster, url, service.process.url, headers);
  await service.stop();
}

async function measureCreates(
  databaseUrl: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const body = JSON.stringify({ BusinessId: 1, Name: 'Bookings to CRM', Action: 6, URL: 'https://crm.example/hooks' });
  const create = { name: 'creates', script: [''] as const, path: '/sys/webhooks', body, connections: clients };
  const contender = { ...create, headers: { ...headers, 'content-type': 'application/json' } };
  await load(url, 3, contender);
  const runs: { ours: number; bench: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await load(url, seconds, contender);
    runs.push({ ours, bench: (await pgbench(databaseUrl, insertSql, clients, seconds)).perSecond });
  }
  const ratios = runs.map(({ ours, bench }) => ours / bench);
  console.log(`durable creates of webhooks, ${clients} clients, beside the same insert by pgbench`);
  console.table([
    {
      'per second': Math.round(median(runs.map(({ ours }) => ours))),
      pgbench: Math.round(median(runs.map(({ bench }) => bench))),
      'ratio (≥ 0.5)': fixed(median(ratios)),
      range: `${fixed(Math.min(...ratios))}–${fixed(Math.max(...ratios))}`,
    },
  ]);
}

async function measureList(
  { runSql }: Cluster,
  databaseUrl: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { sql, values } = listStatement('webhooks', toQuery({ WebHook_Name: sought }, undefined));
  const query = values.reduceRight<string>(
    (text, value, index) => text.replaceAll(`$${index + 1}`, literal(value)),
    sql,
  );
  const contender = {
    name: 'list',
    script: [''] as const,
    path: `/sys/webhooks?WebHook_Name=${encodeURIComponent(sought)}`,
  };
  const list = { ...contender, headers, connections: 1 };
  await load(url, 3, list);
  const runs: { ours: number; bench: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = 1000 / (await load(url, seconds, list));
    runs.push({ ours, bench: (await pgbench(databaseUrl, query, 1, seconds)).ms });
  }
  const explained = (await runSql(databaseUrl, `explain (analyze, format json) ${query}`))[0]?.['QUERY PLAN'];
  const ratios = runs.map(({ ours, bench }) => ours / bench);
  console.log(`a list of webhooks by name among ${count}, milliseconds from request to response, beside pgbench`);
  console.table([
    {
      ms: fixed(median(runs.map(({ ours }) => ours))),
      pgbench: fixed(median(runs.map(({ bench }) => bench))),
      'ratio (≤ 1.5)': fixed(median(ratios)),
      range: `${fixed(Math.min(...ratios))}–${fixed(Math.max(...ratios))}`,
      'by the index': JSON.stringify(explained).includes('webhooks_name'),
    },
  ]);
}

const sought = 'crm 777';
const { columns } = formats.webhooks;

function literal(value: unknown): string {
  return typeof value === 'string' ? pg.escapeLiteral(value) : String(value ?? null);
}

const insertSql = `insert into concordat.webhooks (${columns}) values (nextval('concordat.webhook_ids'), ${formats.webhooks
  .valuesOf(webhook(1, { Name: 'Bookings to CRM' }))
  .slice(1)
  .map(literal)}) on conflict do nothing`;

const fillSql = `truncate concordat.webhooks;
  insert into concordat.webhooks (${columns})
  select number, ${formats.webhooks
    .valuesOf(webhook(1))
    .slice(1)
    .map((value, index) => (columns[index + 1] === 'name' ? "'Bookings to CRM ' || number" : literal(value)))}
  from generate_series(1, ${count}) number`;
