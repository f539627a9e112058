import { expect, test } from '@jest/globals';
import type { Delivery } from '../../src/webhooks/delivery/delivery.ts';
import { type DeliveryError, DeliveryService } from '../../src/webhooks/delivery-service.ts';
import type { User, WebHook } from '../../src/webhooks/storage.ts';
import { MemoryDeliveries } from './memory-deliveries.ts';
import { user, webhook } from './records.ts';

const admin = user('admin@example.com', { admin: true });
const ann = user('ann@example.com', { locations: [1, 2] });
const bob = user('bob@example.com', { locations: [3] });

/** Webhooks 1 and 2 of location 1, of which the second is paused, 3 of location 3, and 4 that never fires. */
function setUp() {
  const webhooks = new Map<number, WebHook>(
    [
      webhook(1, { BusinessId: 1 }),
      webhook(2, { BusinessId: 1, Active: false }),
      webhook(3, { BusinessId: 3 }),
      webhook(4, { BusinessId: 1, Action: 1 }),
    ].map((each) => [each.Id, each]),
  );
  const storage = {
    get: async (_collection: string, id: number) => webhooks.get(id),
    list: async () => ({ entries: [...webhooks.values()], total: webhooks.size }),
  };
  const log = new MemoryDeliveries(storage as never);
  let time = Date.parse('2025-01-15T10:30:00Z');
  let ids = 0;
  const service = new DeliveryService({
    storage: storage as never,
    log,
    now: () => new Date(time),
    makeId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  });
  const fail = (index: number, more: Partial<Delivery> = {}) => {
    log.deliveries[index] = { ...(log.deliveries[index] as Delivery), state: 'failed', ...more };
  };
  return { service, log, webhooks, fail, wait: (ms: number) => (time += ms) };
}

const event = (businessId: number, more: object = {}) => ({ businessId, action: 6, record: '{"Id":1}', ...more });

function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: DeliveryError) => error.code,
  );
}

test.each(['9D7C1A52-3E60-4B1F-8A2C-5F4E3D2C1B0A', 'URN:UUID:9d7c1a52-3e60-4b1f-8a2c-5f4e3d2c1b0a'])(
  'an id is the same in each form that a UUID may have: %s',
  async (id) => {
    const { service, log } = setUp();
    const plain = '9d7c1a52-3e60-4b1f-8a2c-5f4e3d2c1b0a';
    expect(await service.accept([event(1, { id: plain })], ann)).toEqual([plain]);
    expect(await service.accept([event(1, { id })], ann)).toEqual([plain]);
    expect(log.deliveries).toHaveLength(1);
    const deliveryId = log.deliveries[0]?.id ?? '';
    expect(await service.get(id.replace(/[^:]*$/, deliveryId), ann)).toMatchObject({ Id: deliveryId });
  },
);

test('events are accepted all or none, and get ids in lower case', async () => {
  const { service, log } = setUp();
  const id = '9D7C1A52-3E60-4B1F-8A2C-5F4E3D2C1B0A';
  expect(await codeOf(service.accept([event(1), event(3)], ann))).toBe('DELIVERY_DENIED');
  expect(log.deliveries).toEqual([]);
  const ids = await service.accept([event(1, { id }), event(1), event(1, { id }), event(1, { action: 1 })], ann);
  expect(ids).toEqual([
    id.toLowerCase(),
    '00000000-0000-4000-8000-000000000001',
    id.toLowerCase(),
    '00000000-0000-4000-8000-000000000002',
  ]);
  expect(log.deliveries.map(({ webhookId, event: { id: eventId } }) => [webhookId, eventId])).toEqual([
    [1, ids[0]],
    [1, ids[1]],
  ]);
  expect(log.deliveries[0]?.event).toEqual({
    id: id.toLowerCase(),
    businessId: 1,
    action: 6,
    record: '{"Id":1}',
    acceptedOn: '2025-01-15T10:30:00.000Z',
  });
  expect(await service.accept([event(1, { id })], ann)).toEqual([ids[0]]);
  expect(log.deliveries).toHaveLength(2);
});

test.each<[what: string, act: (service: DeliveryService, id: string, who: User) => Promise<unknown>]>([
  ['list', (service, _id, who) => service.list(1, {}, who)],
  ['get', (service, id, who) => service.get(id, who)],
  ['replay', (service, id, who) => service.replay(id, who)],
  ['test', (service, _id, who) => service.test(1, who)],
  ['recover', (service, _id, who) => service.recover(1, new Date(0), who)],
])('%s is for users of the location', async (_what, act) => {
  const { service, log } = setUp();
  await service.accept([event(1)], admin);
  const id = log.deliveries[0]?.id ?? '';
  const codes = [admin, ann, bob].map((who) => codeOf(act(service, id, who)));
  expect(await Promise.all(codes)).toEqual(['none', 'none', 'DELIVERY_NOT_FOUND']);
});

test('of a webhook that has moved, users see the events of their own locations', async () => {
  const { service, log, webhooks, fail } = setUp();
  await service.accept([event(1)], admin);
  webhooks.set(1, webhook(1, { BusinessId: 3 }));
  await service.accept([event(3)], admin);
  const [first, second] = log.deliveries.filter(({ webhookId }) => webhookId === 1).map(({ id }) => id) as string[];
  const totals = [admin, bob].map(async (who) => (await service.list(1, {}, who)).TotalItems);
  expect(await Promise.all(totals)).toEqual([2, 1]);
  expect(await codeOf(service.list(1, {}, ann))).toBe('DELIVERY_NOT_FOUND');
  expect(await codeOf(service.get(first as string, ann))).toBe('none');
  expect(await codeOf(service.get(second as string, ann))).toBe('DELIVERY_NOT_FOUND');
  // Otherwise an event of one location would go to a webhook of another one's.
  expect(await codeOf(service.replay(first as string, ann))).toBe('DELIVERY_NOT_FOUND');
  expect(await codeOf(service.replay(first as string, bob))).toBe('DELIVERY_NOT_FOUND');
  fail(log.deliveries.findIndex(({ id }) => id === first));
  fail(log.deliveries.findIndex(({ id }) => id === second));
  expect(await service.recover(1, new Date(0), bob)).toBe(1);
  expect(await service.recover(1, new Date(0), admin)).toBe(1);
  expect(await codeOf(service.replay(first as string, admin))).toBe('none');
});

test('a delivery as it is read, and as it is listed', async () => {
  const { service, log, fail } = setUp();
  await service.accept([event(1)], admin);
  const on = '2025-01-15T10:30:00.123Z';
  fail(0, {
    nextAttemptOn: undefined,
    attempts: [
      { on, durationMs: 84.6, status: 503, error: '503 Service Unavailable', response: 'x'.repeat(2000) },
      { on, durationMs: -1, error: 'no response' },
    ],
  });
  const read = await service.get((log.deliveries[0]?.id ?? '').toUpperCase(), ann);
  expect(read).toEqual({
    Id: log.deliveries[0]?.id,
    WebHookId: 1,
    EventId: '00000000-0000-4000-8000-000000000001',
    BusinessId: 1,
    Action: 6,
    State: 'failed',
    CreatedOn: '2025-01-15T10:30:00.000Z',
    NextAttemptOn: null,
    ReplayOf: null,
    Attempts: [
      { StartedOn: on, DurationMs: 85, Status: 503, Error: '503 Service Unavailable', Response: 'x'.repeat(1024) },
      { StartedOn: on, DurationMs: 0, Status: null, Error: 'no response', Response: null },
    ],
  });
  const { Records, ...page } = await service.list(1, {}, ann);
  expect(Records).toEqual([{ ...read, Attempts: read.Attempts.map(({ Response: _, ...attempt }) => attempt) }]);
  expect(page).toEqual({
    CurrentPageSize: 25,
    CurrentPage: 1,
    CurrentOrderField: 'CreatedOn',
    CurrentSortDirection: -1,
    FirstItem: 1,
    HasNextPage: false,
    HasPreviousPage: false,
    LastItem: 1,
    PageNumber: 1,
    PageSize: 25,
    TotalItems: 1,
    TotalPages: 1,
  });
});

test.each<[filters: Parameters<DeliveryService['list']>[1], indexes: number[]]>([
  [{}, [3, 2, 1, 0]],
  [{ size: 3 }, [3, 2, 1]],
  [{ size: 3, page: 2 }, [0]],
  [{ size: 3, page: 3 }, []],
  [{ Delivery_State: 'failed' }, [2]],
  [{ Delivery_Action: 6 }, [3, 2, 1, 0]],
  [{ Delivery_Action: 7 }, []],
  [{ from_Delivery_CreatedOn: '2025-01-15T10:31' }, [3, 2, 1]],
  [{ from_Delivery_CreatedOn: '2025-01-15T12:31:00+02:00' }, [3, 2, 1]],
  [{ to_Delivery_CreatedOn: '2025-01-15T10:31' }, [2, 1, 0]],
  [{ to_Delivery_CreatedOn: '2025-01-15T10:31:00' }, [1, 0]],
])('deliveries are filtered: %j', async (filters, indexes) => {
  const { service, log, fail, wait } = setUp();
  // At 10:30:00, 10:31:00, 10:31:30 and 10:32:00.
  for (const pause of [60_000, 30_000, 30_000, 0]) {
    await service.accept([event(1)], admin);
    wait(pause);
  }
  fail(2);
  const { Records } = await service.list(1, filters, ann);
  expect(Records.map(({ Id }) => log.deliveries.findIndex(({ id }) => id === Id))).toEqual(indexes);
});

test('a replay is a new delivery of the same event, also to a paused webhook, and not to a deleted one', async () => {
  const { service, log, webhooks } = setUp();
  await service.accept([event(1)], admin);
  const first = log.deliveries[0] as Delivery;
  webhooks.set(1, webhook(1, { BusinessId: 1, Active: false }));
  const id = await service.replay(first.id, ann);
  expect(await service.get(id, ann)).toMatchObject({ ReplayOf: first.id, EventId: first.event.id, State: 'pending' });
  webhooks.delete(1);
  expect(await codeOf(service.replay(first.id, ann))).toBe('DELIVERY_NOT_FOUND');
  expect(await codeOf(service.get(first.id, ann))).toBe('none');
});

test('a test delivery goes to one webhook, also to a paused one, and says that it is a test', async () => {
  const { service, log } = setUp();
  const id = await service.test(2, ann);
  expect(log.deliveries.map(({ id: own, webhookId }) => [own, webhookId])).toEqual([[id, 2]]);
  const sent = log.deliveries[0]?.event;
  expect([sent?.businessId, sent?.action]).toEqual([1, 6]);
  expect(JSON.parse(sent?.record ?? '')).toEqual({
    Test: true,
    Message: 'This is a test delivery: nothing has happened.',
    WebHookId: 2,
    WebHookName: 'Webhook 2',
    Action: 6,
  });
});

test('what failed is recovered once', async () => {
  const { service, fail, wait, log } = setUp();
  for (let count = 0; count < 3; count++) {
    await service.accept([event(1)], admin);
    wait(60_000);
  }
  fail(0);
  fail(1);
  expect(await service.recover(1, new Date('2025-01-15T10:30:30Z'), ann)).toBe(1);
  expect(await service.recover(1, new Date('2025-01-15T10:30:30Z'), ann)).toBe(0);
  expect(await service.recover(1, new Date(0), admin)).toBe(1);
  expect(log.deliveries.slice(3).map(({ replayOf }) => replayOf)).toEqual([
    log.deliveries[1]?.id,
    log.deliveries[0]?.id,
  ]);
});

test('what goes to the URL of the operators is no delivery of the API', async () => {
  const { service, log } = setUp();
  await service.accept([event(1)], admin);
  log.deliveries[0] = { ...(log.deliveries[0] as Delivery), webhookId: 0 };
  expect(await codeOf(service.get(log.deliveries[0].id, admin))).toBe('DELIVERY_NOT_FOUND');
});
