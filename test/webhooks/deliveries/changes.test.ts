/** What changes of a webhook mean for deliveries that are pending or on their way. */
import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signIn } from '../service.ts';
import { poll, withSender } from './sender.ts';

test('of webhooks, those of the location and action that are active get an event, also two with one URL', () =>
  withSender({}, async ({ receiver, create, post, deliveries, ended }) => {
    const ids = [
      await create('/same'),
      await create('/same'),
      await create('/paused', { Active: false }),
      await create('/elsewhere', { BusinessId: 2 }),
      await create('/other', { Action: 7 }),
      await create('/none', { Action: 1 }),
    ];
    await post([{ Id: 1 }]);
    await post([{ Id: 2 }], { Action: 1 });
    for (const id of ids) await ended(id);
    expect(receiver.received.map(({ path, body }) => path + body)).toEqual(['/same[{"Id":1}]', '/same[{"Id":1}]']);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(2);
    expect(await Promise.all(ids.map(async (id) => (await deliveries(id)).length))).toEqual([1, 1, 0, 0, 0, 0]);
  }));

test('a pause starts nothing, what is on its way counts, and what waits goes on afterwards', () =>
  withSender({}, async ({ receiver, create, change, post, webhook, deliveries, ended }) => {
    const running: ServerResponse[] = [];
    receiver.reply = () => (response) => void running.push(response);
    const id = await create('/');
    await post([1, 2, 3].map((Id) => ({ Id })));
    await receiver.count(2);
    await change(id, { Active: false });
    running[0]?.writeHead(200).end();
    running[1]?.writeHead(500).end();
    await poll(
      () => deliveries(id),
      (found) => found.filter(({ Attempts }) => Attempts.length === 1).length === 2,
    );
    expect(await webhook(id)).toMatchObject({ Active: false, ErrorCount: 1 });
    receiver.reply = () => 200;
    // The retry was due by then, and nothing of it was sent.
    await create('/other', { Action: 7 });
    await post([{ Id: 4 }], { Action: 7 });
    await receiver.count(3);
    expect(receiver.received.at(-1)?.path).toBe('/other');
    await change(id, { Active: true });
    expect((await ended(id)).map(({ State, Attempts }) => [State, Attempts.length]).sort()).toEqual([
      ['succeeded', 1],
      ['succeeded', 1],
      ['succeeded', 2],
    ]);
  }));

test('what is pending goes to the URL of now, with the action and the secret of its event', () =>
  withSender({ RETRY_SCHEDULE: '10ms,10ms' }, async ({ receiver, client, create, change, post, ended }) => {
    const [plain, made] = ['a secret of location 1, plain', `whsec_${Buffer.alloc(32, 7).toString('base64')}`];
    const put = async (location: number, Secret: string) =>
      (await client.ask('PUT', `/sys/webhooksecrets/${location}`, { body: { Secret } })).status;
    expect([await put(1, plain), await put(1, made), await put(2, 'a secret of location 2, other')]).toEqual([
      200, 200, 200,
    ]);
    const id = await create('/old');
    await change(id, { Active: false });
    await client.ask('POST', `/sys/webhooks/${id}/test`);
    await change(id, { BusinessId: 2, Action: 9, URL: `${receiver.url}/new`, Active: true });
    await ended(id);
    await post([{ Id: 1 }]);
    expect(receiver.received).toHaveLength(1);
    const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect([path, headers['x-nexudus-hook-action']]).toEqual(['/new', '6']);
    for (const secret of [made, `whsec_${Buffer.from(plain).toString('base64')}`])
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject([{ Test: true }]);
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    const hex = createHmac('sha256', made).update(body).digest('hex').toUpperCase();
    expect(headers['x-nexudus-hook-signature']).toBe(hex);

    const scoped = await signIn(client, ['WebHook-Read', 'WebHook-Edit'], [2]);
    const asked = await client.ask('GET', `/sys/webhooks/${id}/deliveries`, { token: scoped });
    expect([asked.status, asked.body.TotalItems]).toEqual([200, 0]);
    const since = { Since: '2025-01-01T00:00' };
    const recovered = await client.ask('POST', `/sys/webhooks/${id}/recover`, { token: scoped, body: since });
    expect(recovered.body.Value).toEqual({ Deliveries: 0 });
  }));

test('what waits for a deleted webhook is dropped, and can’t be sent again', () =>
  withSender({}, async ({ receiver, client, create, post, deliveries }) => {
    const id = await create('/');
    let running: ServerResponse | undefined;
    receiver.reply = () => (response) => {
      running = response;
    };
    await post([{ Id: 1 }]);
    await receiver.count(1);
    const [delivery] = await deliveries(id);
    await client.ask('DELETE', `/sys/webhooks/${id}`);
    running?.writeHead(500).end();
    const path = `/sys/deliveries/${delivery?.Id}`;
    expect((await client.ask('GET', path)).body).toMatchObject({ State: 'dropped', Attempts: [] });
    for (const [method, gone, body] of [
      ['GET', `/sys/webhooks/${id}/deliveries`],
      ['POST', `/sys/webhooks/${id}/test`],
      ['POST', `/sys/webhooks/${id}/recover`, { Since: '2025-01-01T00:00' }],
      ['POST', `${path}/replay`],
    ] as const)
      expect([gone, (await client.ask(method, gone, { body })).status]).toEqual([gone, 404]);
  }));
