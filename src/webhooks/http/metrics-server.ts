import { createServer } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { guardConnections, serverLimits } from '../../server.ts';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` on a port of its own, since they tell the totals of all locations.
 * @returns undefined without a port
 * @throws a system error if the port can't be used
 */
export async function serveMetrics(
  metrics: Metrics,
  { metricsPort: port, metricsHost: host }: { readonly metricsPort: number | undefined; readonly metricsHost: string },
): Promise<MetricsServer | undefined> {
  if (port === undefined) return undefined;
  const server = createServer(serverLimits, async (request, response) => {
    const respond = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).end(body);
    if (isLoopback(host) && !isLoopback(hostOf(request.headers.host)))
      return respond(403, 'text/plain', 'wrong Host\n');
    if (request.url !== '/metrics') return respond(404, 'text/plain', 'not found: try /metrics\n');
    if (request.method !== 'GET') return respond(405, 'text/plain', 'only GET\n');
    try {
      return respond(200, metrics.contentType, await metrics.render());
    } catch {
      return respond(500, 'text/plain', 'the metrics could not be collected\n');
    }
  });
  const close = guardConnections(server, { maxConnections: 20 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return {
    url: `http://${name}:${(server.address() as AddressInfo).port}/metrics`,
    close: () => close(0),
  };
}

/** A page whose own name was pointed at loopback sends that name. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function hostOf(header: string | undefined): string {
  return (header ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}
