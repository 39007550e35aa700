import { connect } from 'node:net';

/** What came over a connection until it was closed by the other side. */
export interface RawAnswer {
  readonly text: string;
  /** Of each answer on the connection, in order. */
  readonly statuses: readonly number[];
  readonly ms: number;
}

/**
 * Sends bytes as they are, which no HTTP client would, and waits until the server closes the connection.
 * @param parts sent one after the other, `pauseMs` apart
 */
export function sendRaw(url: string, parts: Iterable<string | Buffer>, pauseMs = 0): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const iterator = parts[Symbol.iterator]();
    let timer: NodeJS.Timeout | undefined;
    const next = (): void => {
      const { value, done } = iterator.next();
      if (done === true || socket.destroyed) return;
      socket.write(value);
      if (pauseMs === 0) next();
      else timer = setTimeout(next, pauseMs);
    };
    socket.on('connect', next);
    socket.on('data', (chunk) => chunks.push(chunk));
    // The server may cut a connection whose bytes it did not read.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) reject(error);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      const text = Buffer.concat(chunks).toString('latin1');
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve({ text, statuses, ms: performance.now() - started });
    });
  });
}
