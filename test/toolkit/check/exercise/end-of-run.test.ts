/** A run that is cut off by its budget, or by its signal, ends, and reports what it knows. */
import { expect, test } from '@jest/globals';
import { check, type Handler } from '../with-server.ts';
import { type Api, contractOfApi, serverOf } from './rest-server.ts';

const things: Api = {
  '/things': {
    schema: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 20 } } },
  },
  '/others': {
    schema: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 20 } } },
  },
};

/** Deletes and everything on `/others` are never responded to. */
function hanging(heard: () => void = () => {}): Handler {
  const server = serverOf(things);
  return (request) => {
    if (request.method === 'DELETE') heard();
    return request.method === 'DELETE' || request.path.startsWith('/others') ? undefined : server(request);
  };
}

test('a request that the budget cuts off is no finding', async () => {
  const options = { budget: 400, timeout: 60_000 };
  const { findings, incomplete } = await check(await contractOfApi(things), hanging(), options);
  expect([findings.map(({ message }) => message), incomplete]).toEqual([[], true]);
});

test('nor is one that the signal cuts off', async () => {
  const stopping = new AbortController();
  const options = { budget: 60_000, timeout: 300, signal: stopping.signal };
  const { findings, incomplete } = await check(
    await contractOfApi(things),
    hanging(() => stopping.abort()),
    options,
  );
  expect([findings.map(({ message }) => message), incomplete]).toEqual([[], true]);
});
