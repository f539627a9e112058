import type { Server } from 'node:http';

/** How long requests may take that are under way when the service stops, in milliseconds. */
const grace = 7000;

/** Takes no more requests, and lets those finish that are under way, for as long as the grace goes. */
export async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearTimeout(impatience);
}
