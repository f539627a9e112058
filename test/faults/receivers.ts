/**
 * What a user can name as the URL of a webhook, and what a receiver can do: where connections are made to, counted at the
 * sockets, and for how long and how much they hold the sender. In a network namespace of its own.
 */
import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDnsLookup, OutgoingClient, type OutgoingOptions, parseAllowedTargets } from '../../src/http.ts';
import { startDnsServer } from '../toolkit/http/dns-server.ts';
import { forbiddenAddresses, rebinding, spellings } from '../toolkit/http/forbidden-targets.ts';
import { hostileReceivers } from '../toolkit/http/hostile-receivers.ts';
import { selfSigned } from '../toolkit/http/self-signed.ts';
import { serveHostile } from './receivers/hostile-server.ts';
import { enterNamespace } from './receivers/namespace.ts';

const folder = mkdtempSync(join(tmpdir(), 'concordat-receivers-'));
const certificate = join(folder, 'certificate.pem');
writeFileSync(certificate, selfSigned.cert);
if (await enterNamespace(import.meta.filename, { NODE_EXTRA_CA_CERTS: certificate })) await attack();
rmSync(folder, { recursive: true });

async function attack(): Promise<void> {
  const wrong: string[] = [];
  const check = (holds: boolean, what: string) => {
    if (!holds) wrong.push(what);
  };
  const publicAddresses = new Set(['8.8.8.8', '8.8.4.4', '1.1.1.1', '2606:4700::1111']);

  // Every address is ours, on these ports.
  const reached: string[] = [];
  const sockets = new Set<Socket>();
  const servers = [80, 443, 8080].map((port) =>
    createServer((socket) => {
      reached.push((socket.localAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, ''));
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => {});
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    }).listen(port, '::'),
  );
  const bad = () => reached.filter((address) => !publicAddresses.has(address));

  const hanging = Array.from({ length: 400 }, (_, index) => `hanging-${index}.example`);
  const dns = await startDnsServer({
    'good.example': [['8.8.8.8', '2606:4700::1111']],
    'late.example': 'never AAAA',
    'receiver.example': [['127.0.0.1']],
    ...rebinding,
    ...Object.fromEntries(hanging.map((name) => [name, 'never' as const])),
    ...Object.fromEntries(forbiddenAddresses.map((address, index) => [`forbidden-${index}.example`, [[address]]])),
  });
  const lookup = createDnsLookup({ servers: [dns.server], hostsFile: join(folder, 'none') });
  const publicOnly = { reach: 'public', allowed: [] } as const;
  const clientOf = (options: Partial<OutgoingOptions> = {}) =>
    new OutgoingClient({ policy: publicOnly, lookup, keepAlive: false, timeoutMs: 8000, ...options });
  const client = clientOf();
  const send = async (url: string, by = client): Promise<number | string> => {
    const parsed = URL.parse(url);
    if (!parsed) return 'no URL';
    return by.send({ url: parsed, method: 'POST', headers: {}, body: '[1]' }).then(
      ({ status }) => status,
      ({ code }) => String(code),
    );
  };
  const tally = (results: readonly (number | string)[]) => {
    const counts = new Map<number | string, number>();
    for (const result of results) counts.set(result, (counts.get(result) ?? 0) + 1);
    return [...counts].map(([result, count]) => `${result} ${count}`).join(', ');
  };
  const sendAll = async (urls: readonly string[], by = client) => {
    const results: (number | string)[] = [];
    for (const url of urls) results.push(await send(url, by));
    return results;
  };

  // The counting works.
  const controls = await sendAll(['http://8.8.8.8/', 'http://[2606:4700::1111]/', 'http://good.example/']);
  check(tally(controls) === '200 3' && reached.length === 3, `public addresses are not reached: ${tally(controls)}`);

  const literals = forbiddenAddresses.map((address) => (address.includes(':') ? `[${address}]` : address));
  const hosts = [...literals, ...spellings];
  const urls = hosts.flatMap((host) => [`http://${host}/`, ...(host.includes(':8') ? [] : [`https://${host}/`])]);
  const before = reached.length;
  const spelled = await sendAll(urls);
  console.log(
    `${hosts.length} spellings of hosts, ${urls.length} URLs: ${tally(spelled)}; connections to what is not public: ${bad().length}`,
  );
  check(reached.length === before, `connections to ${reached.slice(before).join(', ')}`);

  const named = await sendAll(forbiddenAddresses.map((_address, index) => `http://forbidden-${index}.example/`));
  console.log(`${forbiddenAddresses.length} names of such addresses: ${tally(named)}; connections: ${bad().length}`);
  check(
    named.every((result) => result === 'HTTP_TARGET'),
    `names of forbidden addresses: ${tally(named)}`,
  );

  for (const [name, turns] of Object.entries(rebinding)) {
    const results = await sendAll(Array(turns.length).fill(`http://${name}/`));
    console.log(`${name}: ${tally(results)}; connections to what is not public: ${bad().length}`);
  }
  check(bad().length === 0, `connections to ${[...new Set(bad())].join(', ')}`);

  // What an operator opens, and nothing else.
  const development = clientOf({ policy: { reach: 'public', allowed: parseAllowedTargets(['127.0.0.0/8']) } });
  const opened = await sendAll(
    ['http://127.0.0.1/', 'http://localhost/', 'http://LOCALHOST.:8080/', 'http://127.1/'],
    development,
  );
  const shut = await sendAll(
    literals.filter((host) => !/127\.|::ffff:7f/.test(host)).map((host) => `http://${host}/`),
    development,
  );
  const others = bad().filter((address) => !address.startsWith('127.'));
  console.log(
    `with 127.0.0.0/8 allowed: ${tally(opened)}; others: ${tally(shut)}; connections to others: ${others.length}`,
  );
  check(
    tally(opened) === '200 4' && !shut.includes(200) && others.length === 0,
    'the allow-list opens other than it says',
  );

  await attackLookups();
  await attackPools();
  await attackExchanges();
  for (const server of servers) server.close();
  dns.close();
  for (const what of wrong) console.log(`WRONG ${what}`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
  setImmediate(() => process.exit());

  /** Names whose name server never responds, and who has to wait for that. */
  async function attackLookups(): Promise<void> {
    const started = performance.now();
    const waiting = Promise.all(hanging.map((name) => send(`http://${name}/`)));
    const file = openSync(join(folder, 'journal'), 'w');
    const syncs: number[] = [];
    const good: number[] = [];
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        const from = performance.now();
        writeSync(file, 'x');
        await promisify(fdatasync)(file);
        syncs.push(performance.now() - from);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    for (let count = 0; count < 100; count++) {
      const from = performance.now();
      check((await send('http://good.example/')) === 200, 'a name that resolves fails while others hang');
      good.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const results = await waiting;
    isOver = true;
    await writing;
    closeSync(file);
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `${hanging.length} names without a response: ${tally(results)} after ${seconds.toFixed(1)} s; ` +
        `one that resolves meanwhile: P50 ${at(good, 0.5)} ms, P99 ${at(good, 0.99)} ms; fdatasync P99 ${at(syncs, 0.99)} ms`,
    );
    check(results.every((result) => result === 'HTTP_UNRESOLVED') && seconds < 6, 'names that hang end otherwise');
    check(Number(at(good, 0.99)) < 1000 && Number(at(syncs, 0.99)) < 500, 'names that hang hold up others');
    const from = performance.now();
    const late = await send('http://late.example/');
    console.log(`no response for AAAA: ${late} after ${Math.round(performance.now() - from)} ms`);
    check(late === 200, 'a name without a response for AAAA is not reached');
  }

  /** Thousands of receivers, each with a connection that stays open. */
  async function attackPools(): Promise<void> {
    const allowed = parseAllowedTargets(['127.0.0.0/8']);
    const keeping = clientOf({ policy: { reach: 'public', allowed }, keepAlive: true, maxIdleConnections: 500 });
    const origins = Array.from({ length: 3000 }, (_, index) => `http://127.9.${index >> 8}.${index & 255}/`);
    const results = (
      await Promise.all(
        Array.from({ length: 50 }, (_, lane) =>
          sendAll(
            origins.filter((_origin, index) => index % 50 === lane),
            keeping,
          ),
        ),
      )
    ).flat();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const kept = sockets.size;
    await new Promise((resolve) => setTimeout(resolve, 5000));
    console.log(`${origins.length} receivers: ${tally(results)}; open connections ${kept}, 5 s later ${sockets.size}`);
    check(tally(results) === '200 3000' && kept <= 510 && sockets.size === 0, 'idle connections are not closed');
  }

  /** What a receiver does with one request. The process's own time, since floods are made in it too, isn't measured. */
  async function attackExchanges(): Promise<void> {
    const allowed = parseAllowedTargets(['127.0.0.0/8']);
    const policy = { reach: 'public', allowed } as const;
    const timeoutMs = 1500;
    let longest = 0;
    let most = 0;
    for (const isSecure of [false, true]) {
      for (const receiver of hostileReceivers) {
        const { port, close, bytes } = await serveHostile(receiver, isSecure);
        const hostile = clientOf({ policy, timeoutMs, keepAlive: true });
        const from = performance.now();
        const result = await send(`${isSecure ? 'https' : 'http'}://receiver.example:${port}/`, hostile);
        const ms = performance.now() - from;
        longest = Math.max(longest, ms);
        const name = `${isSecure ? 'TLS, ' : ''}a receiver that ${receiver.name}`;
        check(result === receiver.wanted, `${name}: ${result}, not ${receiver.wanted}`);
        check(ms < timeoutMs + 500, `${name}: ${Math.round(ms)} ms`);
        await hostile.close();
        await close();
        most = Math.max(most, bytes());
        check(bytes() < 10e6, `${name}: ${bytes()} bytes left it`);
      }
    }
    console.log(
      `${2 * hostileReceivers.length} hostile exchanges, half of them in TLS: longest ${Math.round(longest)} ms with a deadline ` +
        `of ${timeoutMs} ms; at most ${(most / 1e6).toFixed(1)} MB left a receiver`,
    );
    const { port, close } = await serveHostile({ on: 'connection', act: () => {} }, false);
    const from = performance.now();
    const result = await send(`https://receiver.example:${port}/`, clientOf({ policy, timeoutMs: 15_000 }));
    const ms = Math.round(performance.now() - from);
    console.log(`a receiver that is silent in the handshake of TLS: ${result} after ${ms} ms, with 5 s to connect`);
    check(result === 'HTTP_TIMEOUT' && ms < 6500, 'the deadline for connecting is not kept');
    await close();
    const redirected = bad().filter((address) => !address.startsWith('127.'));
    console.log(`connections to a redirect's metadata address: ${redirected.length}`);
    check(redirected.length === 0, `connections to ${redirected.join(', ')}`);
  }
}

function at(values: number[], share: number): string {
  return (values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0).toFixed(1);
}
