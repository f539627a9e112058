import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';

/** What a name server says of a name: addresses of both families by turns, the last of which repeats; or nothing, ever. */
export type Zone = Readonly<Record<string, readonly (readonly string[])[] | 'never' | 'never AAAA'>>;

/** Starts a name server on loopback that says what it is told to. Other names don't exist. */
export async function startDnsServer(zone: Zone) {
  const socket = createSocket('udp4');
  const queries: string[] = [];
  const turns = new Map<string, number>();
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = readQuestion(query);
    const question = `${name} ${type === 28 ? 'AAAA' : 'A'}`;
    queries.push(question);
    const known = zone[name];
    if (known === 'never' || (known === 'never AAAA' && type === 28)) return;
    const turn = turns.get(question) ?? 0;
    turns.set(question, turn + 1);
    const all = known === 'never AAAA' ? ['8.8.8.8'] : (known?.[Math.min(turn, known.length - 1)] ?? []);
    const answers = all.filter((one) => one.includes(':') === (type === 28));
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(answers.length, 6);
    head.writeUInt32BE(0, 8);
    const records = answers.map((one) => recordOf(one, type));
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { server: `127.0.0.1:${socket.address().port}`, queries, close: () => socket.close() };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** Of the name that the question has, for 0 seconds. */
function recordOf(address: string, type: number): Buffer {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length]);
  return Buffer.concat([head, bytes]);
}
