import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDnsLookup, type Lookup } from '../../../src/http.ts';
import { parseHosts } from '../../../src/toolkit/http/hosts-file.ts';
import { startDnsServer } from './dns-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'concordat-hosts-'));
const hostsFile = join(folder, 'hosts');
writeFileSync(hostsFile, '# names\n10.0.0.7 Listed.example listed  # a comment\nfd00::7\tlisted.example\n');

const hanging = Array.from({ length: 500 }, (_, index) => `hanging-${index}.example`);
const zone = {
  'both.example': [['2606:4700::1111', '8.8.8.8', '1.1.1.1']],
  'four.example': [['8.8.8.8']],
  'six.example': [['2606:4700::1111']],
  'empty.example': [[]],
  'turning.example': [['8.8.8.8'], ['10.0.0.1']],
  'slow.example': 'never AAAA',
  ...Object.fromEntries(hanging.map((name) => [name, 'never' as const])),
} as const;

let server: Awaited<ReturnType<typeof startDnsServer>>;
let lookup: Lookup;
beforeAll(async () => {
  server = await startDnsServer(zone);
  lookup = createDnsLookup({ servers: [server.server], hostsFile });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const addressesOf = async (name: string) => (await lookup(name)).map(({ address }) => address);

test.each<[name: string, addresses: string[]]>([
  ['both.example', ['8.8.8.8', '1.1.1.1', '2606:4700::1111']],
  ['four.example', ['8.8.8.8']],
  ['six.example', ['2606:4700::1111']],
  // The second family has half a second.
  ['slow.example', ['8.8.8.8']],
  ['listed.example', ['10.0.0.7', 'fd00::7']],
  ['listed', ['10.0.0.7']],
  ['listed.example.', ['10.0.0.7', 'fd00::7']],
  ['localhost', ['127.0.0.1', '::1']],
  ['localhost.', ['127.0.0.1', '::1']],
  ['a.localhost', ['127.0.0.1', '::1']],
])('%s resolves to %j', (name, addresses) => expect(addressesOf(name)).resolves.toEqual(addresses));

test.each([
  ['missing.example', 'ENOTFOUND'],
  ['empty.example', 'ENODATA'],
])('%s has no address: %s', (name, code) => expect(lookup(name)).rejects.toMatchObject({ code }));

test('the file of hosts and localhost are not asked for', () => {
  expect(server.queries.filter((query) => /localhost|listed/.test(query))).toEqual([]);
});

test('look-ups of one name at the same time are one, and the next one asks again', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => addressesOf('turning.example')));
  expect(new Set(all.flat())).toEqual(new Set(['8.8.8.8']));
  await expect(addressesOf('turning.example')).resolves.toEqual(['10.0.0.1']);
  expect(server.queries.filter((query) => query === 'turning.example A')).toHaveLength(2);
});

test('names without a response hold up no other', async () => {
  const ended: string[] = [];
  const waiting = hanging.map((name) => lookup(name).catch(() => ended.push(name)));
  await expect(addressesOf('four.example')).resolves.toEqual(['8.8.8.8']);
  expect(ended).toEqual([]);
  await Promise.all(waiting);
  expect(ended).toHaveLength(hanging.length);
});

test.each<[line: string, names: Record<string, string[]>]>([
  ['127.0.0.1 a b', { a: ['127.0.0.1'], b: ['127.0.0.1'] }],
  ['127.0.0.1 a\n::1 A.\n127.0.0.1 a', { a: ['127.0.0.1', '::1'] }],
  ['# 127.0.0.1 a', {}],
  ['127.0.0.1', {}],
  ['a b', {}],
  ['127.0.0.1\ta #b\r\n', { a: ['127.0.0.1'] }],
])('%j in a file of hosts', (line, names) => {
  expect(Object.fromEntries(parseHosts(line))).toEqual(names);
});
