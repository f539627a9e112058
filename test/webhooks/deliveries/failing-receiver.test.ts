import { expect, test } from '@jest/globals';
import pino from 'pino';
import type { Reply } from './receiver.ts';
import { poll, withSender } from './sender.ts';

const schedule = '10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms,10ms';

test('a receiver that fails: attempts, ErrorCount, disabled after ten, the warning, enabled again, replay, recover', () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn', base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  const env = (receiver: { url: string }) => ({
    RETRY_SCHEDULE: schedule,
    WEBHOOK_CONCURRENCY: '1',
    DISABLE_AFTER: '10',
    OPS_WEBHOOK_URL: `${receiver.url}/ops?token=OPS`,
    METRICS_PORT: '0',
  });
  return withSender(
    env,
    async ({ receiver, client, create, change, post, webhook, deliveries, ended }) => {
      const opsReplies: Reply[] = [500, 200];
      let reply: Reply = (response) => response.writeHead(503).end('closed for repairs');
      receiver.reply = ({ path }) => (path.startsWith('/ops') ? (opsReplies.shift() ?? 500) : reply);
      const send = async (path: string, body?: object) =>
        (await client.ask('POST', `/sys/${path}`, { ...(body && { body }) })).body.Value;

      const id = await create('/bookings?token=BOOKINGS');
      await post([{ Id: 1 }]);
      const [failed] = await ended(id);
      const attempt = { Status: 503, Error: '503 Service Unavailable' };
      expect(failed).toMatchObject({ State: 'failed', Attempts: Array(10).fill(attempt) });
      expect((await client.ask('GET', `/sys/deliveries/${failed?.Id}`)).body.Attempts[9]).toMatchObject({
        Response: 'closed for repairs',
      });
      expect(await webhook(id)).toMatchObject({ Active: false, ErrorCount: 10, LastError: '503 Service Unavailable' });

      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { level: 40, msg: 'a webhook was disabled', webhookId: id, location: 1, reason: 'failures', failures: 10 },
      ]);
      expect(lines.join()).not.toMatch(/token|OPS|BOOKINGS/);
      const metrics = await (await fetch(client.metricsUrl as string)).text();
      expect(metrics).toContain('webhooks_disabled_total{reason="failures"} 1');

      await receiver.count(12);
      const [first, second] = receiver.at('/ops?token=OPS');
      expect(JSON.parse(String(second?.body))).toMatchObject([
        { Event: 'WebHookDisabled', Reason: 'failures', Failures: 10, WebHook: { Id: id } },
      ]);
      expect(second?.body).not.toContain('BOOKINGS');
      expect(second?.id).toBe(first?.id);
      expect((await client.ask('GET', `/sys/deliveries/${first?.id}`)).status).toBe(404);

      await post([{ Id: 2 }]);
      const replayed = await send(`deliveries/${failed?.Id}/replay`);
      expect(await deliveries(id)).toMatchObject([
        { State: 'failed' },
        { State: 'pending', Id: replayed.DeliveryId, ReplayOf: failed?.Id, Attempts: [] },
      ]);
      await change(id, { Name: 'Renamed' });
      expect(await webhook(id)).toMatchObject({ Active: false, ErrorCount: 10 });
      expect(receiver.received).toHaveLength(12);

      reply = 200;
      await change(id, { Active: true });
      expect(await webhook(id)).toMatchObject({ Active: true, ErrorCount: 0, LastError: '503 Service Unavailable' });
      expect(await ended(id)).toMatchObject([{}, { State: 'succeeded', Attempts: [{ Status: 200 }] }]);
      expect(receiver.received.at(-1)).toMatchObject({ id: replayed.DeliveryId, body: '[{"Id":1}]' });

      reply = 410;
      for (const Id of [3, 4, 5]) {
        await post([{ Id }]);
        await poll(
          () => webhook(id),
          ({ Active }) => !Active,
        );
        await change(id, { Active: true });
      }
      reply = 200;
      const before = receiver.received.filter(({ path }) => path.startsWith('/bookings')).length;
      const counts = await Promise.all(
        [1, 2, 3].map(() => send(`webhooks/${id}/recover`, { Since: '2025-01-01T00:00' })),
      );
      expect(counts.map(({ Deliveries }) => Deliveries).sort()).toEqual([0, 0, 3]);
      await ended(id);
      const recovered = receiver.received.filter(({ path }) => path.startsWith('/bookings')).slice(before);
      expect(recovered.map(({ body }) => body)).toEqual(['[{"Id":3}]', '[{"Id":4}]', '[{"Id":5}]']);
    },
    { logger },
  );
});

test('a success ends the failures in a row, and a start does not', () =>
  withSender(
    { DISABLE_AFTER: '3', RETRY_SCHEDULE: '10ms' },
    async ({ receiver, create, post, webhook, ended, restart }) => {
      const replies = [500, 500, 200, 500, 200, 500, 500];
      receiver.reply = () => replies.shift() ?? 500;
      const id = await create('/');
      for (const Id of [1, 2, 3, 4]) {
        await post([{ Id }]);
        await ended(id);
      }
      expect(await webhook(id)).toMatchObject({ Active: true, ErrorCount: 5 });
      await restart();
      await post([{ Id: 5 }]);
      await poll(
        () => webhook(id),
        ({ Active }) => !Active,
      );
      expect(await webhook(id)).toMatchObject({ Active: false, ErrorCount: 6 });
    },
  ));
