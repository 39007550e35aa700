import type { Server } from 'node:http';

/**
 * Ends a server gracefully: no new connections, requests under way may finish, and after `graceMs` the rest is cut. Resolves
 * when every connection is closed.
 */
export async function shutDown(server: Server, graceMs = 10_000): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
