/** Events, deliveries and secrets over HTTP, on a log in memory. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { CodedError } from '../../../src/http.ts';
import { createApp, loadContract } from '../../../src/server.ts';
import { SchemaValidator } from '../../../src/toolkit/contract/schema/schema-validator.ts';
import type { Delivery } from '../../../src/webhooks/delivery/delivery.ts';
import { DeliveryService } from '../../../src/webhooks/delivery-service.ts';
import { createHandlers } from '../../../src/webhooks/http/handlers.ts';
import type { SecretUseCases } from '../../../src/webhooks/http/secret-handlers.ts';
import { serve } from '../../serve.ts';
import { MemoryDeliveries } from '../memory-deliveries.ts';
import { user, webhook } from '../records.ts';

const contract = await loadContract(join(import.meta.dirname, '../../../openapi.yaml'));
const on = new Date('2025-01-15T10:30:00.250Z');
const denied = { status: 401, body: { Message: 'Authorization has been denied for this request.' } };

class Refused extends CodedError<'SECRET_DENIED'> {}

/** Secrets of location 1, in memory. */
function secretsInMemory(): SecretUseCases & { readonly known: Map<number, string> } {
  const known = new Map<number, string>();
  const check = (businessId: number) => {
    if (businessId !== 1) throw new Refused('SECRET_DENIED', 'another location');
  };
  return {
    known,
    async get(businessId) {
      check(businessId);
      return known.has(businessId) ? { since: on.toISOString() } : undefined;
    },
    async set(businessId, secret = 'whsec_made') {
      check(businessId);
      known.set(businessId, secret);
      return { secret, since: on.toISOString() };
    },
    async delete(businessId) {
      check(businessId);
      return known.delete(businessId);
    },
  };
}

type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests find out what a response holds
  readonly body: any;
}

/** Serves the API for a user of location 1, with webhook 1 there and webhook 2 in another one. */
function withApi(run: (ask: Ask, log: MemoryDeliveries, secrets: Map<number, string>) => Promise<void>): Promise<void> {
  const webhooks = new Map([webhook(1), webhook(2, { BusinessId: 2 })].map((each) => [each.Id, each]));
  const storage = {
    get: async (_collection: string, id: number) => webhooks.get(id),
    list: async () => ({ entries: [...webhooks.values()], total: webhooks.size }),
  } as never;
  const log = new MemoryDeliveries(storage);
  const now = () => on;
  const secrets = secretsInMemory();
  const deliveries = new DeliveryService({ storage, log, now, makeId: randomUUID });
  const others = { webhooks: undefined as never, tokens: undefined as never };
  const app = createApp({
    contract,
    handlers: createHandlers({ deliveries, secrets, now, ...others }),
    security: { bearer: () => user('ann@example.com', { locations: [1] }) },
  });
  return serve(app, (url) =>
    run(
      async (method, path, body, headers = {}) => {
        const sent = body instanceof Uint8Array ? body : JSON.stringify(body);
        const response = await fetch(`${url}/api${path}`, {
          method,
          headers: { authorization: 'Bearer x', ...(body === undefined ? {} : json), ...headers },
          ...(sent !== undefined && { body: sent as string }),
        });
        return { status: response.status, headers: response.headers, body: await response.json() };
      },
      log,
      secrets.known,
    ),
  );
}

const json = { 'content-type': 'application/json' };
const event = (more: object = {}) => ({ BusinessId: 1, Action: 6, Record: { Id: 4711 }, ...more });

test('events come in, and their deliveries are read, replayed and recovered', () =>
  withApi(async (ask, log) => {
    const EventId = '9D7C1A52-3E60-4B1F-8A2C-5F4E3D2C1B0A';
    const created = await ask('POST', '/sys/events', { Events: [event({ EventId }), event()] });
    expect(created).toMatchObject({
      status: 200,
      body: {
        Status: 200,
        Message: 'Events were successfully accepted.',
        Value: { EventIds: [EventId.toLowerCase(), expect.stringMatching(/^[\da-f-]{36}$/)] },
        UpdatedOn: '2025-01-15T10:30:00Z',
        UpdatedBy: 'ann@example.com',
        WasSuccessful: true,
      },
    });
    const again = await ask('POST', '/sys/events', { Events: [event({ EventId }), event({ EventId })] });
    expect(again.body.Value.EventIds).toEqual([EventId.toLowerCase(), EventId.toLowerCase()]);
    const list = await ask(
      'GET',
      '/sys/webhooks/1/deliveries?Delivery_State=pending&from_Delivery_CreatedOn=2025-01-15',
    );
    expect(list.status).toBe(400);
    const listed = await ask('GET', '/sys/webhooks/1/deliveries?Delivery_State=pending&Delivery_Action=6');
    expect(listed.body).toMatchObject({ TotalItems: 2, Records: [{ State: 'pending', ReplayOf: null }, {}] });
    const { Id } = listed.body.Records[1];
    expect((await ask('GET', `/sys/deliveries/${Id.toUpperCase()}`)).body).toMatchObject({
      Id,
      WebHookId: 1,
      EventId: EventId.toLowerCase(),
      Attempts: [],
    });
    const replayed = await ask('POST', `/sys/deliveries/${Id}/replay`);
    expect(replayed.body).toMatchObject({ Message: 'Delivery was successfully replayed.' });
    const { DeliveryId } = replayed.body.Value;
    expect((await ask('GET', `/sys/deliveries/${DeliveryId}`)).body).toMatchObject({ ReplayOf: Id });
    const tested = await ask('POST', '/sys/webhooks/1/test');
    expect(tested.body).toMatchObject({ Message: 'Test delivery was successfully created.' });
    expect(JSON.parse(log.deliveries.at(-1)?.event.record ?? '')).toMatchObject({ Test: true });
    log.deliveries[1] = { ...(log.deliveries[1] as Delivery), state: 'failed' };
    const recovered = await ask('POST', '/sys/webhooks/1/recover', { Since: '2025-01-15T10:30' });
    expect(recovered.body).toMatchObject({ Value: { Deliveries: 1 } });
    expect((await ask('POST', '/sys/webhooks/1/recover', { Since: '2025-01-15T10:30:01Z' })).body.Value).toEqual({
      Deliveries: 0,
    });
  }));

test('what is of another location is not there, and events for it are refused, all of them', () =>
  withApi(async (ask, log) => {
    const other = await log.acceptFor(2, { id: randomUUID(), businessId: 2, action: 6, record: '{}', acceptedOn: '' });
    for (const [method, path, body] of [
      ['GET', '/sys/webhooks/2/deliveries'],
      ['GET', `/sys/deliveries/${other}`],
      ['POST', `/sys/deliveries/${other}/replay`],
      ['POST', '/sys/webhooks/2/test'],
      ['POST', '/sys/webhooks/2/recover', { Since: '2025-01-15T10:30' }],
      ['GET', '/sys/webhooks/77/deliveries'],
      ['POST', '/sys/webhooks/77/test'],
    ] as const) {
      expect(await ask(method, path, body)).toMatchObject({ status: 404, body: 'Not found' });
    }
    const refused = await ask('POST', '/sys/events', { Events: [event(), event({ BusinessId: 2 })] });
    expect(refused).toMatchObject(denied);
    expect(log.deliveries).toHaveLength(1);
    for (const [method, body] of [['GET'], ['PUT', {}], ['DELETE']] as const) {
      expect(await ask(method, '/sys/webhooksecrets/2', body)).toMatchObject(denied);
    }
  }));

test('a record is kept in the text that it came in', () =>
  withApi(async (ask, log) => {
    const record =
      '{ "Id": 9007199254740993, "b": 1, "1": 1.0, "Price": 0.1000000000000000055, "Name": "Caf\\u00e9 \u00e9" }';
    const body = `{"Events":[{"BusinessId":1,"Action":6,"Record":${record}}]}`;
    expect((await ask('POST', '/sys/events', Buffer.from(body))).status).toBe(200);
    const zipped = await ask('POST', '/sys/events', gzipSync(body), { 'content-encoding': 'gzip' });
    expect(zipped.status).toBe(200);
    expect(log.deliveries.map(({ event: accepted }) => accepted.record)).toEqual([record, record]);
  }));

test('500 events are accepted, 501 are not, and the action None is for nobody', () =>
  withApi(async (ask, log) => {
    const many = Array.from({ length: 501 }, () => event());
    expect(await ask('POST', '/sys/events', { Events: many })).toMatchObject({
      status: 400,
      body: { Message: 'Events: must have at most 500 items' },
    });
    const most = await ask('POST', '/sys/events', { Events: many.slice(1) });
    expect([most.status, new Set(most.body.Value.EventIds).size, log.deliveries.length]).toEqual([200, 500, 500]);
    expect((await ask('POST', '/sys/events', { Events: [event({ Action: 1 })] })).status).toBe(200);
    expect(log.deliveries).toHaveLength(500);
  }));

test('a secret is set, made, shown once, and deleted', () =>
  withApi(async (ask, _log, secrets) => {
    const path = '/sys/webhooksecrets/1';
    const none = { BusinessId: 1, HasSecret: false, Since: null };
    const some = { BusinessId: 1, HasSecret: true, Since: on.toISOString() };
    expect((await ask('GET', path)).body).toEqual(none);
    const made = await ask('PUT', path, {});
    expect(made).toMatchObject({ status: 200, body: { Value: { BusinessId: 1, Secret: 'whsec_made' } } });
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect((await ask('GET', path)).body).toEqual(some);
    const Secret = `${' '.repeat(10)}~'"\\${'x'.repeat(20)}`;
    const set = await ask('PUT', path, { Secret });
    expect([set.body.Value, secrets.get(1)]).toEqual([{ BusinessId: 1, Secret: null }, Secret]);
    expect((await ask('DELETE', path)).body).toMatchObject({ Message: 'WebHookSecret was successfully deleted.' });
    expect((await ask('DELETE', path)).status).toBe(200);
    expect((await ask('GET', path)).body).toEqual(none);
  }));

test.each<[what: string, body: unknown]>([
  ['too short', { Secret: 'secret'.repeat(3) }],
  ['too long', { Secret: 'secret'.repeat(22) }],
  ['not ASCII', { Secret: `secret${'\u00e9'.repeat(20)}` }],
  ['a control character', { Secret: `secret\n${'x'.repeat(20)}` }],
  ['under another name', { secret: 'secret'.repeat(4) }],
  ['no text', { Secret: ['secret'.repeat(4)] }],
  ['the whole body', 'secret'.repeat(4)],
])('a secret that is refused is not repeated: %s', (_what, body) =>
  withApi(async (ask, _log, secrets) => {
    const response = await ask('PUT', '/sys/webhooksecrets/1', body);
    expect([response.status, secrets.size]).toEqual([400, 0]);
    expect(JSON.stringify(response.body)).not.toContain('secretsecret');
    expect(response.body.Errors).toMatchObject([{ AttemptedValue: null }]);
  }),
);

test.each(['{"__proto__":1}', '{"a":[{"b":{"__proto__":{}}}]}', '{"a":{"constructor":{"prototype":{}}}}'])(
  'a record with a trap in it is refused, as the contract says, with all of its request: %s',
  (record) =>
    withApi(async (ask, log) => {
      const event = (text: string) => `{"BusinessId":1,"Action":6,"Record":${text}}`;
      const body = `{"Events":[${event('{}')},${event(record)}]}`;
      expect([(await ask('POST', '/sys/events', Buffer.from(body))).status, log.deliveries.length]).toEqual([400, 0]);
      const [operation] = contract.operations.filter(({ operationId }) => operationId === 'createEvents');
      const pointer = `${operation?.pointer}/requestBody/content/application~1json/schema`;
      const validator = new SchemaValidator(contract.document, 'request');
      expect(validator.validate(JSON.parse(body), pointer)).not.toEqual([]);
    }),
);
