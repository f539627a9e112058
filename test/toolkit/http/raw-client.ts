import { once } from 'node:events';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';

/** What came of a connection. */
export interface Received {
  /** Status lines and the headers Connection, in their order. */
  readonly lines: readonly string[];
  readonly length: number;
}

/** Collects what a connection receives until it is closed, whoever closes it. */
export async function receive(socket: Socket): Promise<Received> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  const text = Buffer.concat(chunks).toString('latin1');
  return { lines: text.match(/HTTP\/1.1 \d+|^connection: \S+/gim)?.map(shorten) ?? [], length: text.length };
}

function shorten(line: string): string {
  return line.replace('HTTP/1.1 ', '').toLowerCase();
}

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Opens a connection and sends a text, once it is open. */
export async function open(port: number, sent: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  if (sent !== '') socket.write(sent);
  return socket;
}

/** Sends a request whose body has no end, and goes on after the response. Returns what came, and how many bytes went. */
export async function flood(port: number, head: string, start: Uint8Array = new Uint8Array()) {
  const socket = await open(port, `${head}\r\n`);
  const received = receive(socket);
  const isChunked = /transfer-encoding/i.test(head);
  const send = (bytes: Uint8Array) => {
    if (isChunked) socket.write(`${bytes.length.toString(16)}\r\n`);
    socket.write(bytes);
    return socket.write(isChunked ? '\r\n' : '');
  };
  if (start.length > 0) send(start);
  const filling = new Uint8Array(65_536);
  let sent = 0;
  const goOn = () => {
    while (!socket.destroyed && socket.writableLength < 200_000 && sent < 64 * 1024 * 1024) {
      send(filling);
      sent += filling.length;
    }
  };
  socket.on('drain', goOn);
  goOn();
  return { ...(await received), isCut: sent < 64 * 1024 * 1024 };
}
