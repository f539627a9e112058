import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends the lines of a request head as they are, and closes. Returns the head and the body of the response. */
export async function sendRaw(
  url: string,
  ...lines: string[]
): Promise<{ status: number; head: string; body: string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const response = await text(socket);
  const [head = ''] = response.split('\r\n\r\n', 1);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body: response.slice(head.length + 4) };
}
