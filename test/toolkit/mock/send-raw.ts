import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends the lines of a request head as they are, and closes. Returns the status and the body. */
export async function sendRaw(url: string, ...lines: string[]): Promise<{ status: number; body: string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const response = await text(socket);
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(response)?.[1]),
    body: response.slice(response.indexOf('\r\n\r\n') + 4),
  };
}
