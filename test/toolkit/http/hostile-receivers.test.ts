import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { OutgoingClient } from '../../../src/http.ts';
import { countWritten, type HostileReceiver, hostileReceivers } from './hostile-receivers.ts';
import { listen } from './raw-client.ts';

const policy = { reach: 'loopback', allowed: [] } as const;
const clients: OutgoingClient[] = [];
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

async function serve({ on, act }: Pick<HostileReceiver, 'on' | 'act'>) {
  const counted = { connections: 0, sent: 0, closed: Promise.withResolvers<void>() };
  const server = createServer((socket) => {
    counted.connections++;
    sockets.add(socket);
    const written = countWritten(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      counted.sent += written();
      counted.closed.resolve();
    });
    if (on === 'connection') {
      socket.resume();
      act(socket);
    } else {
      socket.on('data', () => act(socket));
    }
  });
  servers.push(server);
  return { url: new URL(`http://127.0.0.1:${await listen(server)}/`), counted };
}

function clientOf(timeoutMs = 300): OutgoingClient {
  const client = new OutgoingClient({ policy, timeoutMs });
  clients.push(client);
  return client;
}

const resultOf = (client: OutgoingClient, url: URL, isRepeatable = false) =>
  client.send({ url, method: 'POST', headers: {}, body: '[1]', isRepeatable }).then(
    ({ status, body }) => [status, body.length] as const,
    ({ code, message }) => [code, message] as const,
  );

test.each(hostileReceivers.map((receiver) => [receiver.name, receiver] as const))(
  'a receiver that %s',
  async (_name, receiver) => {
    const { url, counted } = await serve(receiver);
    const [result, said] = await resultOf(clientOf(), url);
    expect(result).toBe(receiver.wanted);
    if (receiver.length !== undefined) expect(said).toBe(receiver.length);
    expect(counted.connections).toBe(1);
    if (!receiver.isKept) await counted.closed.promise;
    // What the system's buffers hold comes to what is read.
    expect(counted.sent).toBeLessThan(10_000_000);
  },
);
