import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { maxReaders, streamRequests } from '../../../../src/toolkit/mock/control/request-stream.ts';
import { RequestLog } from '../../../../src/toolkit/mock/request-log.ts';
import { serve } from '../../../serve.ts';
import { webhooksContract, withMock } from '../with-mock.ts';

const request = { time: '', method: 'GET', url: '/', operationId: undefined, status: 200, ms: 1, errors: [] };

/** Resolves with all that was received once it has a text. */
function receive(socket: Socket, until: string): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    socket.on('data', (data) => {
      text += data;
      if (text.includes(until)) resolve(text);
    });
  });
}

test('a reader that stops gets what is still in the log when it goes on, and nothing is held for it', () => {
  const log = new RequestLog();
  let held = 0;
  return serve(
    (_request, response) => {
      const { write } = response;
      response.write = (...args: unknown[]) => {
        const isTaken = Reflect.apply(write, response, args);
        held = Math.max(held, response.writableLength);
        return isTaken;
      };
      streamRequests(log, response);
      response.socket?.setNoDelay();
    },
    async (url) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const [first] = await once(socket, 'data');
      expect(String(first)).toContain(': requests');
      socket.pause();
      // More than the buffers of the system hold.
      const errors = Array(20).fill('e'.repeat(200));
      for (let round = 0; round < 40; round++) {
        for (let count = 0; count < 500; count++) log.add({ ...request, errors });
        await new Promise(setImmediate);
      }
      log.add({ ...request, url: '/last' });
      const received = receive(socket, '/last');
      socket.resume();
      const numbers = [...(await received).matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number));
      expect([numbers[0], numbers.at(-1)]).toEqual([1, 20_001]);
      expect(numbers.length).toBeLessThan(20_001);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(held).toBeLessThan(200_000);
      socket.destroy();
    },
  );
});

test('readers are limited in number, and one that leaves makes room', () =>
  withMock(webhooksContract, {}, async (_ask, { url }) => {
    const stops: AbortController[] = [];
    const open = async () => {
      const stop = new AbortController();
      stops.push(stop);
      return (await fetch(`${url}/__concordat/requests/stream`, { signal: stop.signal })).status;
    };
    const statuses = [];
    for (let count = 0; count < maxReaders; count++) statuses.push(await open());
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await open()).toBe(503);
    stops[0]?.abort();
    let status = 503;
    while (status === 503) status = await open();
    expect(status).toBe(200);
    for (const stop of stops) stop.abort();
  }));
