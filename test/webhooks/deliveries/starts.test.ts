/** What a start of the service goes on with. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { withSender } from './sender.ts';

test('with one attempt at a time, the order of events is kept over retries and a start', () =>
  withSender({ WEBHOOK_CONCURRENCY: '1', RETRY_SCHEDULE: '10ms,10ms' }, async (sender) => {
    const { receiver, create, post, ended, restart } = sender;
    let count = 0;
    receiver.reply = () => (++count % 3 === 0 ? 200 : 500);
    const id = await create('/');
    await post(Array.from({ length: 4 }, (_, Id) => ({ Id })));
    await receiver.count(5);
    await restart();
    await post([{ Id: 4 }]);
    const deliveries = await ended(id);
    expect(deliveries.map(({ State }) => State)).toEqual(Array(5).fill('succeeded'));
    expect(receiver.received.map(({ id: sent }) => sent)).toEqual(deliveries.flatMap(({ Id }) => [Id, Id, Id]));
  }));

test('with DELIVERIES=off, what is accepted is recorded, and sent when they are on', () =>
  withSender({ DELIVERIES: 'off' }, async ({ receiver, create, post, deliveries, ended, restart }) => {
    const EventId = randomUUID();
    const id = await create('/');
    await post([{ Id: 1 }], { EventId });
    expect(await deliveries(id)).toMatchObject([{ State: 'pending', Attempts: [] }]);
    await restart();
    expect(receiver.received).toEqual([]);
    await restart({ DELIVERIES: 'on' });
    await post([{ Id: 2 }], { EventId: EventId.toUpperCase() });
    expect(await ended(id)).toMatchObject([{ State: 'succeeded' }]);
    expect(receiver.received.map(({ body }) => body)).toEqual(['[{"Id":1}]']);
  }));

test('a URL that may no longer be reached is not, and nothing tells where its name leads', () =>
  withSender({}, async ({ receiver, create, post, change, webhook, ended, restart }) => {
    const ids = [await create('/'), await create('', { URL: receiver.url.replace('127.0.0.1', 'localhost') })];
    await restart({ ALLOW_TARGETS: '' });
    await post([{ Id: 1 }]);
    for (const id of ids) {
      const LastError = 'the host has no address that may be reached';
      const Attempts = Array(2).fill({ Status: null, Error: LastError });
      expect(await ended(id)).toMatchObject([{ State: 'failed', Attempts }]);
      expect(await webhook(id)).toMatchObject({ LastError, ErrorCount: 2 });
    }
    expect(receiver.received).toEqual([]);
    // It can be paused, and nothing else.
    await expect(change(ids[0] as number, { Name: 'Other' })).rejects.toThrow('400');
    await expect(change(ids[0] as number, { Active: false, URL: 'http://10.0.0.1/' })).rejects.toThrow('400');
    await change(ids[0] as number, { Active: false });
  }));
