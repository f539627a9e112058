import type { Server } from 'node:http';

const defaultGracePeriodMs = 7000;

/**
 * Stops accepting connections and waits for requests in flight.
 * @param gracePeriodMs when their connections are closed; default: 7000
 */
export async function closeGracefully(server: Server, gracePeriodMs: number = defaultGracePeriodMs): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), gracePeriodMs);
  await closed;
  clearTimeout(timer);
}
