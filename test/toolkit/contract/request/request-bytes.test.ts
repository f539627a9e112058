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
