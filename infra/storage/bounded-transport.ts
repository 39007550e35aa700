import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

export interface TransportLimits {
  /** Milliseconds until a connection stands. */
  readonly connectMs: number;
  /** Milliseconds without a single byte in either direction. */
  readonly idleMs: number;
}

type OnResponse = (response: IncomingMessage) => void;

/** `http` or `https` as the S3 client calls it, with an end to every wait: a timeout is the request's error `ETIMEDOUT`. */
export function createBoundedTransport(
  secure: boolean,
  { connectMs, idleMs }: TransportLimits,
): Pick<typeof http, 'request'> {
  const base = secure ? https : http;
  return {
    request(options: RequestOptions | string | URL, ...rest: unknown[]): ClientRequest {
      if (typeof options === 'string' || options instanceof URL) throw new TypeError('the S3 client gives options');
      const onResponse = rest.find((argument) => typeof argument === 'function') as OnResponse | undefined;
      const request = base.request({ ...options, timeout: idleMs }, onResponse);
      request.on('timeout', () => request.destroy(timedOut(`no byte for ${idleMs} ms`)));
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(() => request.destroy(timedOut(`no connection within ${connectMs} ms`)), connectMs);
        const clear = (): void => clearTimeout(timer);
        socket.once('connect', clear).once('close', clear);
      });
      return request;
    },
  };
}

/**
 * Connections are kept for the next call, but for less long than servers keep theirs.
 * @param ca PEM of the authority that must have signed the server's certificate; the system's ones by default
 */
export function createAgent(secure: boolean, ca?: string): http.Agent {
  const options = { keepAlive: true, timeout: 10_000 };
  return secure ? new https.Agent({ ...options, ...(ca === undefined ? {} : { ca }) }) : new http.Agent(options);
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}
