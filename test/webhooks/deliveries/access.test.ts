/** Who may do what with deliveries, and what nobody gets to see. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { connectControl } from '../../../src/webhooks/control/client.ts';
import { signIn } from '../service.ts';
import { withSender } from './sender.ts';

const roles = ['WebHook-Create', 'WebHook-List', 'WebHook-Read', 'WebHook-Edit', 'WebHook-Delete', 'Event-Create'];

const operations: readonly [method: string, path: string, role: string, body?: (location: number) => object][] = [
  ['POST', '/sys/events', 'Event-Create', (BusinessId) => ({ Events: [{ BusinessId, Action: 7, Record: {} }] })],
  ['GET', '/sys/webhooks/WEBHOOK/deliveries', 'WebHook-Read'],
  ['GET', '/sys/deliveries/DELIVERY', 'WebHook-Read'],
  ['POST', '/sys/deliveries/DELIVERY/replay', 'WebHook-Edit'],
  ['POST', '/sys/webhooks/WEBHOOK/test', 'WebHook-Edit'],
  ['POST', '/sys/webhooks/WEBHOOK/recover', 'WebHook-Edit', () => ({ Since: '2025-01-01T00:00' })],
  ['GET', '/sys/webhooksecrets/LOCATION', 'WebHook-Edit'],
  ['PUT', '/sys/webhooksecrets/LOCATION', 'WebHook-Edit', () => ({})],
  ['DELETE', '/sys/webhooksecrets/LOCATION', 'WebHook-Edit'],
];

test('each operation has its role, and ends at the user’s locations', () =>
  withSender({ DELIVERIES: 'off' }, async ({ client, create, post, deliveries }) => {
    const places = [];
    for (const location of [1, 2]) {
      const webhook = await create('/', { BusinessId: location });
      await post([{}], { BusinessId: location });
      places.push({ location, webhook, delivery: (await deliveries(webhook))[0]?.Id });
    }
    const tokens = new Map<string, string>();
    for (const role of ['WebHook-Read', 'WebHook-Edit', 'Event-Create']) {
      tokens.set(role, await signIn(client, [role], [1, tokens.size + 10]));
      const others = roles.filter((other) => other !== role);
      tokens.set(`all but ${role}`, await signIn(client, others, [1, tokens.size + 10]));
    }
    const statuses: Record<string, (number | string)[]> = {};
    const expected: typeof statuses = {};
    for (const [method, path, role, body] of operations) {
      const [own, other] = places.map(({ location, webhook, delivery }) => ({
        path: path
          .replace('WEBHOOK', `${webhook}`)
          .replace('DELIVERY', `${delivery}`)
          .replace('LOCATION', `${location}`),
        body: body?.(location),
      }));
      const statusOf = async (request = own, token: string | null = tokens.get(role) ?? '') =>
        (await client.ask(method, request?.path ?? '', { token, body: request?.body })).status;
      statuses[`${method} ${path}`] = [
        await statusOf(own),
        await statusOf(other),
        await statusOf(own, tokens.get(`all but ${role}`)),
        await statusOf(own, null),
      ];
      expected[`${method} ${path}`] = [200, /events|secrets/.test(path) ? 401 : 404, 401, 401];
    }
    expect(statuses).toEqual(expected);
  }));

test('secrets and the query of a URL are in no log, metric, journal, snapshot or backup', () => {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  return withSender(
    { METRICS_PORT: '0' },
    async ({ receiver, client, create, post, ended, restart }) => {
      receiver.reply = () => 500;
      const id = await create('/?token=QUERY');
      const put = async (body: object) =>
        (await client.ask('PUT', '/sys/webhooksecrets/1', { body })).body.Value?.Secret;
      const given = 'A secret that was given, in plain text';
      expect(await put({ Secret: given })).toBeNull();
      const made: string = await put({});
      expect(await put({ Secret: `${made}${'é'.repeat(10)}` })).toBeUndefined();
      await post([{ Id: 1 }]);
      await ended(id);
      const control = await connectControl(client.folder);
      await control?.backup({ file: join(client.folder, '../backup.json') });
      const metrics = await (await fetch(client.metricsUrl as string)).text();
      const texts = async () => {
        const names = (await readdir(client.folder)).filter((name) => /json/.test(name));
        const files = [...names, '../backup.json'].map((name) => readFile(join(client.folder, name), 'latin1'));
        return [lines.join(''), metrics, ...(await Promise.all(files))].join('\n');
      };
      const journal = await texts();
      await restart();
      const all = journal + (await texts());
      expect(all).toContain('"secrets"');
      const forms = (secret: string) => [secret, Buffer.from(secret).toString('base64').slice(0, 40)];
      for (const text of [...forms(given), ...forms(made), made.slice('whsec_'.length)])
        expect(all).not.toContain(text);
      expect(lines.join('') + metrics).not.toContain('QUERY');
    },
    { logger },
  );
});
