import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { Settings } from '../config/config.ts';
import { errorCode, StackError } from './stack-error.ts';

/** Temporal: four services, each with one port for calls and one for membership. */
export const TEMPORAL_PORTS = 8;

export interface StackPorts {
  readonly postgres: number;
  readonly minio: number;
  /** The frontend's; the seven after it are Temporal's own. */
  readonly temporal: number;
  readonly api: number;
  readonly issuer: number;
}

const LOOPBACK = '127.0.0.1';

const listen = (port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

const inUse = (setting: string, port: number): StackError =>
  new StackError(
    setting,
    `port ${port} is in use by another program; end that one, or set ${setting} to a free port`,
    `cổng ${port} đang bị chương trình khác dùng; hãy dừng chương trình đó hoặc đặt ${setting} sang cổng trống`,
  );

/**
 * Makes sure that a port can be listened on.
 * @throws {StackError} naming the setting
 */
export const requireFreePort = async (setting: string, port: number, host: string = LOOPBACK): Promise<void> => {
  try {
    await close(await listen(port, host));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') throw inUse(setting, port);
    throw new StackError(
      setting === 'API_PORT' && code !== 'EACCES' ? 'API_HOST' : setting,
      `cannot listen on ${host}:${port} (${code})`,
      `không lắng nghe được trên ${host}:${port} (${code})`,
    );
  }
};

export const configuredPorts = (settings: Settings): StackPorts => ({
  postgres: settings.EMBEDDED_POSTGRES_PORT,
  minio: settings.EMBEDDED_MINIO_PORT,
  temporal: settings.EMBEDDED_TEMPORAL_PORT,
  api: settings.API_PORT,
  issuer: settings.EMBEDDED_ISSUER_PORT,
});

/**
 * Free ports for a stack of its own, in one block below 32768: above that, Temporal's membership refuses them and the system
 * hands them out to outgoing connections.
 */
export const freePorts = async (): Promise<StackPorts> => {
  const size = TEMPORAL_PORTS + 4;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const first = 12_000 + size * Math.floor(Math.random() * 1_100);
    const tries = Array.from({ length: size }, (_, index) => listen(first + index, LOOPBACK));
    const results = await Promise.allSettled(tries);
    const servers = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
    await Promise.all(servers.map(close));
    if (servers.length === size) {
      return { temporal: first, postgres: first + 8, minio: first + 9, api: first + 10, issuer: first + 11 };
    }
  }
  throw new StackError('EMBEDDED_TEMPORAL_PORT', 'no free block of ports', 'không còn dãy cổng trống');
};
