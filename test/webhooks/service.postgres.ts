import { expect } from '@jest/globals';
import pg from 'pg';
import pino from 'pino';
import { withReceiver } from './deliveries/receiver.ts';
import { testsWithPostgres, withDatabase, withEmptyDatabase } from './postgres.ts';
import { keys, startOn, withProcesses } from './postgres-service.ts';
import { password } from './service.ts';

const test = testsWithPostgres();

async function tokenOf(url: string, secret = password): Promise<Response> {
  const form = new URLSearchParams({ grant_type: 'password', username: 'admin@example.com', password: secret });
  return fetch(`${url}/token`, { method: 'POST', body: form });
}

async function client(url: string) {
  const { access_token: token } = (await (await tokenOf(url)).json()) as { access_token: string };
  return (method: string, path: string, body?: unknown, base = url) =>
    fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

const hook = (URL: string) => ({ BusinessId: 1, Name: 'Hook', Action: 6, URL });
const events = { Events: [{ BusinessId: 1, Action: 6, Record: { Id: 1 } }] };

test('an event to one process is delivered by another, with the secret that a third one was given', () =>
  withReceiver((receiver) =>
    withDatabase((url) => {
      const targets = { ALLOW_TARGETS: '127.0.0.1' };
      const roles = [{ ROLE: 'api' }, { ROLE: 'api' }, { ROLE: 'worker' }].map((role) => ({ ...targets, ...role }));
      return withProcesses(url, roles, async (one, other, worker) => {
        if (!one || !other || !worker) return;
        const ask = await client(one.url);
        expect((await ask('PUT', '/sys/webhooksecrets/1', {}, other.url)).status).toBe(200);
        expect((await ask('POST', '/sys/webhooks', hook(receiver.url), other.url)).status).toBe(200);
        expect((await ask('POST', '/sys/events', events)).status).toBe(200);
        await receiver.count(1);
        expect(receiver.received[0]?.body).toBe('[{"Id":1}]');
        expect(receiver.received[0]?.headers).toHaveProperty('webhook-signature');
        expect((await fetch(new URL('/readyz', worker.url))).status).toBe(200);
        expect((await fetch(`${worker.url}/sys/webhooks`)).status).toBe(404);
        expect([one.administrator?.email, other.administrator, worker.administrator]).toEqual([
          'admin@example.com',
          undefined,
          undefined,
        ]);
      });
    }),
  ));

test('without the database, requests get 503 and Retry-After, and the service goes on when it is back', () =>
  withDatabase(async (url) => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const service = await startOn(url, {}, logger);
    const [database, elsewhere] = [new URL(url).pathname.slice(1), new URL('/postgres', url).href];
    const admin = new pg.Client({ connectionString: elsewhere });
    await admin.connect();
    try {
      const ask = await client(service.url);
      const status = async (method: string, path: string, body?: unknown) => {
        const response = await ask(method, path, body);
        return [response.status, response.headers.get('retry-after'), await response.json()];
      };
      const ready = async () => (await fetch(new URL('/readyz', service.url))).status;
      expect(await ready()).toBe(200);
      await admin.query(`alter database ${database} with allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database]);
      const message = "Service: can't be reached now; try again later";
      const body = expect.objectContaining({ Message: message });
      expect(await status('GET', '/sys/webhooks')).toEqual([503, '1', body]);
      expect(await status('POST', '/sys/webhooks', hook('https://crm.example/'))).toEqual([503, '1', body]);
      expect((await tokenOf(service.url)).status).toBe(503);
      expect(await ready()).toBe(503);
      expect((await fetch(new URL('/livez', service.url))).status).toBe(200);
      await admin.query(`alter database ${database} with allow_connections true`);
      expect(await ready()).toBe(200);
      expect((await status('POST', '/sys/webhooks', hook('https://crm.example/')))[0]).toBe(200);
      expect((await status('GET', '/sys/webhooks'))[2]).toMatchObject({ TotalItems: 1 });
      expect(lines.filter((line) => line.startsWith('the database'))).toHaveLength(1);
    } finally {
      await admin.end();
      await service.stop();
    }
  }));

test('processes with other keys than the first one are refused, and a key is replaced behind a new one', () =>
  withDatabase(async (url) => {
    const [old, next] = [keys.SECRETS_KEY, Buffer.alloc(32, 2).toString('base64')];
    const start = (env: Record<string, string>) => startOn(url, env).then((service) => service.stop());
    await start({});
    await expect(start({ SIGNING_KEY: 'another signing key of 32 characters' })).rejects.toThrow(
      /^SIGNING_KEY is another one \([0-9a-f]{16}\) than the processes of 127\.0\.0\.1:\d+\/\w+ have \([0-9a-f]{16}\): give all/,
    );
    await expect(start({ SECRETS_KEY: next })).rejects.toThrow(/^SECRETS_KEY has [0-9a-f]{16}, and the processes/);
    await start({ SECRETS_KEY: `${next},${old}` });
    await expect(start({ SECRETS_KEY: old })).rejects.toThrow(/^SECRETS_KEY has/);
    await start({ SECRETS_KEY: next });
    await expect(start({ SIGNING_KEY: '', SECRETS_KEY: '' })).rejects.toThrow(
      /^SIGNING_KEY must be given with DATABASE_URL.*\nSECRETS_KEY must be given with DATABASE_URL/,
    );
  }));

test.each<[name: string, change: (url: string) => string | Promise<string>, message: RegExp]>([
  [
    'a server that is not there',
    () => 'postgres://127.0.0.1:1/x',
    /^the database 127\.0\.0\.1:1\/x is not available: connect ECONNREFUSED/,
  ],
  ['a database that is not there', (url) => `${url}x`, /is not available: database "\w+x" does not exist$/],
  [
    'a later version',
    async (url) =>
      await sql(
        url,
        'create schema concordat; create table concordat.migrations (version int); insert into concordat.migrations values (99)',
      ),
    /has version 99 of the schema/,
  ],
  [
    'another program',
    (url) => sql(url, 'create table orders (id int)'),
    /is another program's: it has the tables public\.orders\./,
  ],
  [
    'no rights',
    async (url) => {
      await sql(url, 'create role guest login');
      return url.replace('postgres@', 'guest@');
    },
    /may not create what the service needs in .*: permission denied for database/,
  ],
])('%s is told in one message', (_name, change, message) =>
  withEmptyDatabase(async (url) => {
    await expect(startOn(await change(url))).rejects.toMatchObject({
      message: expect.stringMatching(message),
      code: expect.stringMatching(/^STORE_/),
    });
  }),
);

async function sql(url: string, text: string): Promise<string> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(text);
  await admin.end();
  return url;
}
