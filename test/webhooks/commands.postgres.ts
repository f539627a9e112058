import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import { runCli } from '../../src/webhooks/commands/program.ts';
import { inFolder } from '../files.ts';
import { withReceiver } from './deliveries/receiver.ts';
import { testsWithPostgres, withDatabase, withEmptyDatabase } from './postgres.ts';
import { keys, withProcesses } from './postgres-service.ts';
import { password, startInFolder } from './service.ts';

const test = testsWithPostgres();

/** Runs the command in this process. @returns its exit code, and what it prints */
async function run(args: readonly string[], env: Record<string, string>, input = '') {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const untilStopped = () => new Promise<void>(() => {});
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await runCli(args, { stdin: new PassThrough().end(input), stdout, stderr, env, untilStopped });
  stdout.end();
  stderr.end();
  return [code, ...(await texts)];
}

test('users are managed in the database, whoever runs, and its files by its own tools', () =>
  withDatabase(async (url) => {
    const env = { DATABASE_URL: url, DATA_DIR: '/nowhere/data' };
    const add = ['user', 'add', 'ann@example.com', '--location', '7'];
    expect(await run(add, env, 'correct horse\n')).toEqual([0, 'ann@example.com was added\n', '']);
    expect(await run(add, env, 'correct horse\n')).toEqual([
      2,
      '',
      expect.stringMatching(/^error ann@example.com is a user/),
    ]);
    const [code, listed] = await run(['user', 'list'], env);
    expect([code, JSON.parse(listed as string)]).toMatchObject([0, { email: 'ann@example.com', locations: [7] }]);
    expect(await run(['user', 'remove', 'ann@example.com'], env)).toEqual([0, 'ann@example.com was removed\n', '']);
    const own = (what: string, command: string) =>
      `error ${what} of the database in DATABASE_URL is made with PostgreSQL's own tools: ${command}\n`;
    expect(await run(['store', 'check'], env)).toEqual([
      2,
      '',
      own('A check', 'pg_amcheck --install-missing "$DATABASE_URL"'),
    ]);
    const dump = own('A backup', 'pg_dump --format=custom --file=FILE "$DATABASE_URL"');
    expect(await run(['store', 'backup', 'copy'], env)).toEqual([2, '', dump]);
    const restore = own('A restore', 'pg_restore --clean --if-exists --dbname="$DATABASE_URL" copy');
    expect(await run(['store', 'restore', 'copy'], env)).toEqual([2, '', restore]);
  }));

test('a start that the settings or the database forbid ends with 2 and one message', () =>
  withEmptyDatabase(async (url) => {
    const env = { DATABASE_URL: `${url}x`, PORT: '0', ...keys };
    expect(await run(['start'], env)).toEqual([
      2,
      '',
      expect.stringMatching(/^error the database \S+ is not available: database "\w+" does not exist\n$/),
    ]);
    expect(await run(['start'], { ...env, DATABASE_URL: 'mysql://x/y' })).toEqual([
      2,
      '',
      'error DATABASE_URL must be of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE, and is "…"\n',
    ]);
    expect(await run(['start'], { ROLE: 'worker' })).toEqual([
      2,
      '',
      'error ROLE=worker needs a DATABASE_URL, as processes share nothing else\n',
    ]);
  }));

test('an embedded store is brought over with its pending deliveries, once', () =>
  withReceiver((receiver) =>
    withDatabase((url) =>
      inFolder({}, async (folder) => {
        const { client, stop } = await startInFolder(folder, { DELIVERIES: 'off', ALLOW_TARGETS: '127.0.0.1' });
        const hook = (path: string) => ({ BusinessId: 1, Name: path, Action: 6, URL: receiver.url + path });
        const event = (Id: number) => ({ BusinessId: 1, Action: 6, Record: { Id } });
        for (const path of ['/one', '/two', '/gone']) await client.ask('POST', '/sys/webhooks', { body: hook(path) });
        await client.ask('DELETE', '/sys/webhooks/3');
        const { body } = await client.ask('PUT', '/sys/webhooksecrets/1', { body: {} });
        await client.ask('POST', '/sys/events', { body: { Events: [1, 2, 3].map(event) } });
        const { refresh_token } = (
          await client.token({ grant_type: 'password', username: 'admin@example.com', password })
        ).body;
        const env = { DATABASE_URL: url, ...keys };
        const bring = ['store', 'import', '--from', join(folder, 'data')];
        expect(await run(bring, env)).toEqual([2, '', expect.stringContaining('is in use by another process')]);
        await stop();
        const [code, printed] = await run(bring, env);
        expect([code, printed]).toEqual([
          0,
          expect.stringMatching(/: 2 webhooks, 1 users, 2 tokens, 1 secrets, 6 deliveries\nfinished deliveries stay/),
        ]);
        expect(await run(bring, env)).toEqual([
          0,
          expect.stringMatching(/ was brought over on 20.*; nothing was changed\n$/),
          '',
        ]);
        const others = { ...env, SECRETS_KEY: Buffer.alloc(32, 2).toString('base64') };
        expect(await run(bring, others)).toEqual([2, '', expect.stringMatching(/^error SECRETS_KEY has/)]);
        for (const command of ['discard', 'rekey']) {
          const refused = [2, '', expect.stringMatching(/^error SIGNING_KEY must .*\n.*SECRETS_KEY must be given/)];
          expect(await run(['secrets', command], { DATABASE_URL: url })).toEqual(refused);
        }
        await withProcesses(url, [{ ALLOW_TARGETS: '127.0.0.1' }], async (service) => {
          await receiver.count(6);
          const bodies = (path: string) =>
            receiver
              .at(path)
              .map((received) => received.body)
              .sort();
          const all = [1, 2, 3].map((Id) => `[{"Id":${Id}}]`);
          expect([bodies('/one'), bodies('/two')]).toEqual([all, all]);
          expect(receiver.received[0]?.headers).toHaveProperty('webhook-signature');
          expect(body.Value.Secret).toMatch(/^whsec_/);
          const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token });
          const refreshed = await fetch(`${service?.url}/token`, { method: 'POST', body: form });
          const { access_token } = (await refreshed.json()) as { access_token: string };
          const created = await fetch(`${service?.url}/sys/webhooks`, {
            method: 'POST',
            headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
            body: JSON.stringify(hook('/three')),
          });
          expect(await created.json()).toMatchObject({ Value: { Id: 4 } });
        });
      }),
    ),
  ));
