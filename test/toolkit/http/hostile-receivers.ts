import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

/** What a receiver does with a connection, and what comes of it for the sender: a status, or the code of an error. */
export interface HostileReceiver {
  readonly name: string;
  /** Is called once the request has arrived, or with the connection. */
  readonly on: 'connection' | 'request';
  readonly act: (socket: Socket) => void;
  readonly wanted: number | string;
  /** Of the response's body. */
  readonly length?: number;
  /** Whether nothing was wrong with it, so that the connection may be used again. */
  readonly isKept?: boolean;
}

/** Counts what is written to a socket: when it is closed, Node no longer tells. */
export function countWritten(socket: Socket): () => number {
  const write = socket.write.bind(socket) as (data: string | Buffer, ...more: unknown[]) => boolean;
  let bytes = 0;
  socket.write = (data: string | Buffer, ...more: unknown[]) => {
    bytes += data.length;
    return write(data, ...more);
  };
  return () => bytes;
}

/** Writes for as long as the other side takes it. */
function flood(socket: Socket, head: string, piece: string | Buffer): void {
  socket.write(head);
  const block = Buffer.concat(Array(Math.ceil(65_536 / piece.length)).fill(Buffer.from(piece)));
  const fill = () => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on('drain', fill);
  fill();
}

function drip(socket: Socket, head: string, piece: string, everyMs = 50): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.once('close', () => clearInterval(timer));
}

const ok = 'HTTP/1.1 200 OK\r\n';
const bomb = gzipSync(Buffer.alloc(10_000_000));
const hang = () => {};
/** Node resets no connection in TLS. */
const reset = (socket: Socket) => void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy());
const say = (text: string) => (socket: Socket) => void socket.write(text);
const sayAndReset = (text: string) => (socket: Socket) => void socket.write(text, () => reset(socket));
const sayAndEnd = (text: string) => (socket: Socket) => void socket.end(text);

export const hostileReceivers: readonly HostileReceiver[] = [
  { name: 'hangs after the connection', on: 'connection', act: hang, wanted: 'HTTP_TIMEOUT' },
  { name: 'resets the connection', on: 'connection', act: reset, wanted: 'HTTP_CONNECTION' },
  { name: 'closes the connection', on: 'connection', act: (socket) => void socket.end(), wanted: 'HTTP_CONNECTION' },
  { name: 'resets after the request', on: 'request', act: reset, wanted: 'HTTP_CONNECTION' },
  { name: 'closes after the request', on: 'request', act: sayAndEnd(''), wanted: 'HTTP_CONNECTION' },
  { name: 'resets in the status line', on: 'request', act: sayAndReset('HTTP/1.1 20'), wanted: 'HTTP_CONNECTION' },
  { name: 'resets in the headers', on: 'request', act: sayAndReset(`${ok}a: b\r\nc`), wanted: 'HTTP_CONNECTION' },
  {
    name: 'resets in the body',
    on: 'request',
    act: sayAndReset(`${ok}content-length: 9\r\n\r\nabc`),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'closes in the body',
    on: 'request',
    act: sayAndEnd(`${ok}content-length: 9\r\n\r\nabc`),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'closes in a chunk',
    on: 'request',
    act: sayAndEnd(`${ok}transfer-encoding: chunked\r\n\r\n9\r\nabc`),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends a byte of the headers now and then',
    on: 'request',
    act: (socket) => drip(socket, ok, 'a'),
    wanted: 'HTTP_TIMEOUT',
  },
  {
    name: 'sends a byte of the body every 50 ms',
    on: 'request',
    act: (socket) => drip(socket, `${ok}content-length: 9999\r\n\r\n`, 'a'),
    wanted: 'HTTP_TIMEOUT',
  },
  {
    name: 'sends an interim response every 50 ms',
    on: 'request',
    act: (socket) => drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
    wanted: 'HTTP_TIMEOUT',
  },
  {
    name: 'sends 100 MB',
    on: 'request',
    act: (socket) => flood(socket, `${ok}content-length: 100000000\r\n\r\n`, 'a'),
    wanted: 200,
    length: 65_536,
  },
  {
    name: 'sends chunks without end',
    on: 'request',
    act: (socket) => flood(socket, `${ok}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n'),
    wanted: 200,
    length: 65_536,
  },
  {
    name: 'sends the extensions of a chunk without end',
    on: 'request',
    act: (socket) => flood(socket, `${ok}transfer-encoding: chunked\r\n\r\n1;`, 'a'),
    wanted: 200,
    length: 0,
  },
  {
    name: 'sends trailers without end',
    on: 'request',
    act: (socket) => flood(socket, `${ok}transfer-encoding: chunked\r\n\r\n0\r\n`, 'a: b\r\n'),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends interim responses without end',
    on: 'request',
    act: (socket) => flood(socket, '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends empty lines without end',
    on: 'request',
    act: (socket) => flood(socket, '', '\r\n'),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends a status line without end',
    on: 'request',
    act: (socket) => flood(socket, 'HTTP/1.1 200 ', 'a'),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends headers without end',
    on: 'request',
    act: (socket) => flood(socket, ok, 'a: b\r\n'),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends one header without end',
    on: 'request',
    act: (socket) => flood(socket, `${ok}a: `, 'b'),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'sends a gzip bomb',
    on: 'request',
    act: (socket) => {
      socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
    },
    wanted: 200,
    length: bomb.length,
    isKept: true,
  },
  {
    name: 'redirects to a metadata address',
    on: 'request',
    act: say('HTTP/1.1 307 Moved\r\nlocation: http://169.254.169.254/latest/\r\ncontent-length: 0\r\n\r\n'),
    wanted: 307,
    length: 0,
    isKept: true,
  },
  {
    name: 'changes the protocol',
    on: 'request',
    act: say('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    wanted: 'HTTP_CONNECTION',
  },
  { name: 'says to continue', on: 'request', act: say('HTTP/1.1 100 Continue\r\n\r\n'), wanted: 'HTTP_CONNECTION' },
  {
    name: 'responds before the request',
    on: 'connection',
    act: say(`${ok}content-length: 2\r\n\r\nok`),
    wanted: 200,
    length: 2,
    isKept: true,
  },
  { name: 'responds in HTTP/1.0', on: 'request', act: sayAndEnd('HTTP/1.0 200 OK\r\n\r\nok'), wanted: 200, length: 2 },
  {
    name: 'sends garbage after the response',
    on: 'request',
    act: say(`${ok}content-length: 2\r\n\r\nok\0\0garbage`),
    wanted: 200,
    length: 2,
  },
  {
    name: 'sends a second response',
    on: 'request',
    act: say(`${ok}content-length: 2\r\n\r\nok${ok}content-length: 4\r\n\r\nevil`),
    wanted: 200,
    length: 2,
  },
  { name: 'speaks no HTTP', on: 'request', act: say('220 mail.example ESMTP\r\n'), wanted: 'HTTP_CONNECTION' },
  {
    name: 'has two lengths',
    on: 'request',
    act: say(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nok!`),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'has a length that is negative',
    on: 'request',
    act: say(`${ok}content-length: -2\r\n\r\nok`),
    wanted: 'HTTP_CONNECTION',
  },
  {
    name: 'has a status of 999',
    on: 'request',
    act: say('HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n'),
    wanted: 999,
    length: 0,
    isKept: true,
  },
];
