import type { Server } from 'node:http';

/** How long requests in flight may take when the service stops, in milliseconds. */
const gracePeriodMs = 7000;

/** Stops accepting connections and waits for requests in flight; after the grace period their connections are closed. */
export async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), gracePeriodMs);
  await closed;
  clearTimeout(timer);
}
