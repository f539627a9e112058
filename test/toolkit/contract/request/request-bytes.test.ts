import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { readBytes } from '../../../../src/toolkit/contract/request/request-bytes.ts';

test.each(['identity', 'gzip'])('a request whose client has gone before its body is read ends: %s', async (coding) => {
  const message = new IncomingMessage(new Socket());
  message.headers = { 'content-length': '2', 'content-encoding': coding };
  const gone = new Promise((resolve) => message.once('close', resolve));
  message.destroy();
  await gone;
  await expect(async () => readBytes(message, 10)).rejects.toMatchObject({ status: 400 });
});

/** A request with a body in chunks of these lengths. */
function requestOf(lengths: readonly number[]): { message: IncomingMessage; body: Buffer } {
  const message = new IncomingMessage(new Socket());
  message.headers = { 'transfer-encoding': 'chunked' };
  const chunks = lengths.map((length, index) => Buffer.alloc(length, index + 1));
  for (const chunk of chunks) message.push(chunk);
  message.push(null);
  return { message, body: Buffer.concat(chunks) };
}

test.each([[[]], [[10]], [[1, 9]], [[4, 1, 5]], [Array(10).fill(1)], [[7, 2, 1]]])(
  'a body in chunks of %j is read up to the limit',
  async (lengths) => {
    const { message, body } = requestOf(lengths);
    expect(await readBytes(message, 10)).toEqual(body);
  },
);

test.each([[[11]], [[10, 1]], [[1, 10]], [Array(11).fill(1)]])('a body in chunks of %j is 413', async (lengths) => {
  await expect(readBytes(requestOf(lengths).message, 10)).rejects.toMatchObject({ status: 413 });
});
