/** The page about several processes: its commands work, and its files name what there is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as anyTest, expect } from '@jest/globals';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { freePort } from '../free-port.ts';
import { withReceiver } from './deliveries/receiver.ts';
import { testsWithPostgres, withDatabase } from './postgres.ts';
import { keys } from './postgres-service.ts';

const test = testsWithPostgres();
const root = join(import.meta.dirname, '../..');
const folder = join(root, 'src/webhooks/scale-out');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const [, commands = ''] = /```bash\n([^`]*)```/.exec(read('README.md')) ?? [];
const password = 'correct horse';

test('two processes of the page: an event to one is sent by the other', () =>
  withReceiver((receiver) =>
    withDatabase(async (url) => {
      const [, ...starts] = commands.trim().split('\n');
      expect(starts).toHaveLength(2);
      const [port, other] = [await freePort(), await freePort()];
      const text = starts.join('\n').replace('PORT=3001', `PORT=${port}`).replace('PORT=3002', `PORT=${other}`);
      const settings = { DATABASE_URL: url, ...keys, ADMIN_PASSWORD: password, ALLOW_TARGETS: '127.0.0.1' };
      const shell = spawn('bash', ['-c', `set -e\n${text}\nwait`], {
        cwd: root,
        env: { ...process.env, ...settings, DATA_DIR: '/nowhere/data', LOG_LEVEL: 'error' },
        stdio: ['ignore', 'pipe', 'inherit'],
        // A group of its own, so that what the commands start can be ended with it.
        detached: true,
      });
      const ended = once(shell, 'close');
      try {
        const ready = new Set<string>();
        for await (const line of createInterface({ input: shell.stdout })) {
          const [found] = /listens|sends deliveries/.exec(line) ?? [];
          if (found !== undefined && ready.add(found).size === 2) break;
        }
        expect(ready.size).toBe(2);
        const api = `http://127.0.0.1:${port}/api`;
        const form = new URLSearchParams({ grant_type: 'password', username: 'admin@example.com', password });
        const signedIn = await fetch(`${api}/token`, { method: 'POST', body: form });
        const { access_token } = (await signedIn.json()) as { access_token: string };
        const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
        const post = (path: string, body: unknown) =>
          fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) });
        await post('/sys/webhooks', { BusinessId: 1, Name: 'Hook', Action: 6, URL: receiver.url });
        await post('/sys/events', { Events: [{ BusinessId: 1, Action: 6, Record: { Id: 1 } }] });
        await receiver.count(1);
        expect(receiver.received[0]?.body).toBe('[{"Id":1}]');
      } finally {
        process.kill(-(shell.pid as number), 'SIGTERM');
        shell.stdout.resume();
        await ended;
      }
    }),
  ));

anyTest('compose.yaml starts a database, two processes for requests and two workers, of files that are there', () => {
  const { services } = load(read('compose.yaml'), { schema: YAML11_SCHEMA }) as {
    services: Record<string, { environment: Record<string, string>; build?: { context: string; dockerfile: string } }>;
  };
  const roles = Object.values(services).map(({ environment }) => environment['ROLE']);
  expect(roles).toEqual([undefined, 'api', 'api', 'worker', 'worker']);
  const built = Object.values(services).flatMap(({ build }) => build ?? []);
  expect(built.map(({ context, dockerfile }) => existsSync(join(folder, context, dockerfile)))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const asked = [...read('compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
  const [, docker = ''] = [...read('README.md').matchAll(/```bash\n([^`]*)```/g)].map(([, block = '']) => block);
  expect([...new Set(asked)].filter((name) => !docker.includes(name))).toEqual([]);
});

anyTest('the image has what the service loads, and does not run as root', () => {
  const dockerfile = read('Dockerfile');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile.trim().split('\n').at(-1)).toBe('CMD ["node", "dist/src/webhooks/cli.js", "start"]');
  const { bin, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(bin['concordat-webhooks']).toBe('dist/src/webhooks/cli.js');
  // The page has passwords written there.
  expect([files, read('Dockerfile.dockerignore').split('\n')]).toEqual([
    expect.arrayContaining(['!**/.env']),
    expect.arrayContaining(['**/.env']),
  ]);
});
