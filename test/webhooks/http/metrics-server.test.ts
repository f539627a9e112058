import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import { Metrics } from '../../../src/webhooks/http/metrics.ts';
import { serveMetrics } from '../../../src/webhooks/http/metrics-server.ts';

async function withMetrics(metricsHost: string, run: (url: string) => Promise<void>): Promise<void> {
  const server = await serveMetrics(new Metrics(async () => 7), { metricsPort: 0, metricsHost });
  try {
    await run(server?.url ?? '');
  } finally {
    await server?.close();
  }
}

function ask(url: string, method: string, path: string, host: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: { host }, agent: false };
    request(options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

test.each([
  ['GET', '/metrics', '127.0.0.1:9464', 200],
  ['GET', '/metrics', 'localhost', 200],
  ['GET', '/metrics', '[::1]:9464', 200],
  ['GET', '/metrics', 'attacker.example', 403],
  ['GET', '/metrics', '127.0.0.1.attacker.example:9464', 403],
  ['POST', '/metrics', 'localhost', 405],
  ['GET', '/', 'localhost', 404],
  ['GET', '/metrics/../x', 'localhost', 404],
])('%s %s for the host %s: %d', (method, path, host, wanted) =>
  withMetrics('127.0.0.1', async (url) => expect(await ask(url, method, path, host)).toBe(wanted)),
);

test('on another address than loopback any name will do, as the scraper may use one', () =>
  withMetrics('0.0.0.0', async (url) => expect(await ask(url, 'GET', '/metrics', 'webhooks.internal')).toBe(200)));
