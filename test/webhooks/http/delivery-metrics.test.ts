import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Outcome, TakenDelivery } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { Metrics } from '../../../src/webhooks/http/metrics.ts';
import { webhook } from '../records.ts';

const createdOn = '2025-06-01T12:00:00.000Z';

function delivery(attempts: number): TakenDelivery {
  const event = { id: 'e', businessId: 1, action: 6, record: '{}', acceptedOn: createdOn };
  return { id: 'd', event, attempts, createdOn };
}

function outcome(next: Outcome['next'], on: string, status?: number): Outcome {
  const attempt = { on, durationMs: 500, ...(status !== undefined && { status }) };
  return { deliveryId: 'd', webhookId: 1, attempt, next };
}

/** What the metrics of deliveries say, without those that say 0. */
async function render(metrics: Metrics): Promise<string[]> {
  const text = await metrics.render();
  return text.split('\n').filter((line) => /^webhook(_deliver|s_disabled)/.test(line) && !/_bucket| 0$/.test(line));
}

test('attempts, results, times and what is pending', async () => {
  const oldestOn = new Date(Date.now() - 60_000).toISOString();
  const metrics = new Metrics(
    async () => 0,
    async () => ({ count: 3, oldestOn }),
  );
  const { deliveries } = metrics;
  const retry = { retryInMs: 5000 };
  deliveries.recorded(outcome(retry, '2025-06-01T12:00:01.000Z'), delivery(0));
  deliveries.recorded(outcome(retry, '2025-06-01T12:00:06.000Z', 503), delivery(1));
  deliveries.recorded(outcome('succeeded', '2025-06-01T12:00:36.000Z', 204), delivery(2));
  deliveries.recorded(outcome('failed', '2025-06-01T12:00:01.000Z', 410), delivery(0));
  // The clock was set back.
  deliveries.recorded(outcome('succeeded', '2025-06-01T11:50:00.000Z', 200), delivery(0));
  deliveries.disabled({ webhook: webhook(1), reason: 'gone', failures: 1, failingSince: createdOn });
  const lines = await render(metrics);
  const [age] = lines.filter((line) => line.startsWith('webhook_deliveries_oldest'));
  expect(Number(age?.split(' ')[1])).toBeGreaterThanOrEqual(60);
  expect(lines.filter((line) => line !== age).sort()).toEqual([
    'webhook_deliveries_pending 3',
    'webhook_deliveries_total{result="failed"} 1',
    'webhook_deliveries_total{result="succeeded"} 2',
    'webhook_delivery_attempts_total{response="2xx"} 2',
    'webhook_delivery_attempts_total{response="4xx"} 1',
    'webhook_delivery_attempts_total{response="5xx"} 1',
    'webhook_delivery_attempts_total{response="none"} 1',
    'webhook_delivery_first_attempt_seconds_count 3',
    'webhook_delivery_first_attempt_seconds_sum 2',
    'webhook_delivery_success_seconds_count 2',
    'webhook_delivery_success_seconds_sum 36.5',
    'webhooks_disabled_total{reason="gone"} 1',
  ]);
});

test('there are metrics before there are deliveries', async () => {
  const text = await new Metrics(async () => 0).render();
  for (const name of ['webhook_deliveries_total{result="failed"} 0', 'webhooks_disabled_total{reason="failures"} 0'])
    expect(text).toContain(name);
});

test('the dashboard asks only for metrics that there are', async () => {
  const dashboard = JSON.parse(await readFile(join(import.meta.dirname, '../../../src/webhooks/grafana.json'), 'utf8'));
  const targets: { expr: string }[] = dashboard.panels.flatMap(
    (panel: { targets: { expr: string }[] }) => panel.targets,
  );
  const asked = targets.flatMap(({ expr }) => expr.match(/\bwebhooks?_\w+/g) ?? []);
  const text = await new Metrics(async () => 0).render();
  const known = new Set(text.match(/^webhooks?_\w+/gm));
  // A counter with labels has no lines before it counts something.
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+) counter/gm)) known.add(name);
  expect(asked.length).toBeGreaterThanOrEqual(8);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});
