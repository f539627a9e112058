/** What a contract may read over http(s), with `allowRemote`. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LoadOptions, loadContract } from '../../../../src/toolkit/contract/document/load-contract.ts';
import { resolveReference } from '../../../../src/toolkit/contract/document/operations.ts';
import { RemoteFiles } from '../../../../src/toolkit/contract/document/remote-file.ts';
import { inFolder } from '../../../files.ts';

const servers: Server[] = [];
const asked: string[] = [];
/** One that has the contract, and one that only this machine should reach. */
let own = '';
let other = '';

beforeAll(async () => {
  [own, other] = (await Promise.all([listen(), listen()])) as [string, string];
});

afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    asked.push(`${request.headers.host} ${pathname}`);
    const to = searchParams.get('to');
    if (to !== null) response.writeHead(302, { location: to }).end();
    else if (pathname === '/large') response.end('a: '.padEnd(5000, 'x'));
    else if (pathname === '/slow') response.writeHead(200).write('a: 1\n');
    else if (pathname === '/openapi.yaml') response.end(refTo(searchParams.get('ref') ?? ''));
    else response.end('type: string\n');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function refTo(uri: string): string {
  return `openapi: 3.1.1\ninfo: {title: t, version: "1"}\ncomponents:\n  schemas:\n    A:\n      $ref: '${uri}'\n`;
}

const redirect = (to: string) => `${own}/a?to=${encodeURIComponent(to)}`;
const remoteRef = (ref: string) => `${own}/openapi.yaml?ref=${encodeURIComponent(ref)}`;

/** Loads a contract of this machine with a `$ref` to a URL, or the contract at a URL. */
async function load(from: 'file' | 'url', ref: string, options: LoadOptions = {}) {
  const load = (location: string) => loadContract(location, { allowRemote: true, ...options });
  if (from === 'url') return load(remoteRef(ref));
  return inFolder({ 'openapi.yaml': refTo(ref) }, (folder) => load(join(folder, 'openapi.yaml')));
}

test.each<[name: string, from: 'file' | 'url', ref: () => string, remoteHosts: () => string[]]>([
  ['a file names this machine', 'file', () => `${own}/a`, () => []],
  ['a redirect within the host', 'file', () => redirect('/b'), () => []],
  ['a redirect within the host, as a whole URL', 'file', () => redirect(`${own}/b`), () => []],
  ['a remote contract names a file beside it', 'url', () => 'a.yaml', () => []],
  ['a remote contract names its own host', 'url', () => `${own}/a`, () => []],
  ['a remote contract names what the user allows', 'url', () => `${other}/a`, () => ['127.0.0.1']],
  ['a redirect to what the user allows', 'file', () => redirect(`${other}/a`), () => [new URL(other).host]],
])('read: %s', async (_name, from, ref, remoteHosts) => {
  const { document } = await load(from, ref(), { remoteHosts: remoteHosts() });
  expect(resolveReference(document, document.components?.schemas?.['A'] ?? {})).toEqual({ type: 'string' });
});

test.each<[name: string, from: 'file' | 'url', ref: () => string, message: RegExp]>([
  ['a redirect to a file', 'file', () => redirect('file:///etc/hosts'), /redirects to file:.* not http/],
  ['a redirect to data', 'file', () => redirect('data:text/plain,a'), /redirects to data:/],
  ['a redirect to another server of this machine', 'file', () => redirect(`${other}/a`), /--remote-host/],
  [
    'a redirect to this machine by another name',
    'file',
    () => redirect(other.replace('127.0.0.1', 'localhost')),
    /--remote-host/,
  ],
  ['a redirect to a private network', 'file', () => redirect('http://10.0.0.1/'), /--remote-host/],
  ['a redirect to the addresses of a cloud', 'file', () => redirect('http://169.254.169.254/latest'), /--remote-host/],
  [
    'a redirect to an address that is written otherwise',
    'file',
    () => redirect(other.replace('127.0.0.1', '0x7f.1')),
    /--remote-host/,
  ],
  ['a file names a private network', 'file', () => 'http://192.168.0.1/a.yaml', /--remote-host/],
  ['a file names the addresses of a cloud', 'file', () => 'http://[::ffff:169.254.169.254]/', /--remote-host/],
  ['a remote contract names another server of this machine', 'url', () => `${other}/a`, /--remote-host/],
  ['a remote contract names a file: URL', 'url', () => 'file:///etc/hosts', /the scheme file:/],
  ['a remote contract names a redirect', 'url', () => `/a?to=${encodeURIComponent(`${other}/a`)}`, /--remote-host/],
])('refused: %s', async (_name, from, ref, message) => {
  asked.length = 0;
  await expect(load(from, ref())).rejects.toThrow(message);
  expect(asked.filter((line) => line.startsWith(new URL(other).host))).toEqual([]);
});

test('a file that is too large is cut off, and refused', async () => {
  const files = new RemoteFiles([], { maxBytes: 1000, timeoutMs: 5000 });
  await expect(files.read(`${own}/large`, undefined)).rejects.toThrow(/larger than 0 MiB/);
});

test('a redirect to itself ends', async () => {
  const files = new RemoteFiles([], { maxBytes: 1000, timeoutMs: 5000 });
  await expect(files.read(`${own}/loop?to=`, undefined)).rejects.toThrow(/redirects more than 5 times/);
});

test('a response that does not end is given up', async () => {
  const files = new RemoteFiles([], { maxBytes: 1000, timeoutMs: 100 });
  await expect(files.read(`${own}/slow`, undefined)).rejects.toThrow(/no complete response .* within 0\.1 s/);
});

test('a host that was not read from as a private one is not named as such', async () => {
  // As if a public server's name were given an address of this machine in the meantime.
  const files = new RemoteFiles([], { maxBytes: 1000, timeoutMs: 5000 });
  await expect(files.read(`${own}/a`, `${own}/openapi.yaml`)).rejects.toThrow(/--remote-host/);
  await files.read(`${own}/openapi.yaml`, undefined);
  await expect(files.read(`${own}/a`, `${own}/openapi.yaml`)).resolves.toBeDefined();
});
