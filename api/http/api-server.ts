import { randomUUID } from 'node:crypto';
import { createServer, STATUS_CODES, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { errorRow, type ErrorCode } from '../../contracts/errors.ts';
import { toProblem } from '../../contracts/problem.ts';

export interface ApiServerOptions {
  /** PEM texts; without them it speaks http. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Until the headers of a request must have come. */
  readonly headersMs?: number;
  /** Until a whole request must have come, the largest upload over a slow line too. */
  readonly requestMs?: number;
}

const HEADERS_MS = 15_000;
const REQUEST_MS = 15 * 60_000;
/** Quiet connections are kept for the next request, but for longer than proxies keep theirs. */
const KEEP_ALIVE_MS = 75_000;
/** Connections of one process; more are turned away at once. */
const MOST_CONNECTIONS = 2_000;

/**
 * The server under the application. It gives up on whoever sends slowly, takes headers of 16 kB at most and speaks strict HTTP/1.1: what
 * two programs could read as two requests (two lengths, a length beside chunks, bare line feeds) is no request.
 */
export function createApiServer(app: RequestListener, options: ApiServerOptions = {}): Server {
  const { tls, headersMs = HEADERS_MS, requestMs = REQUEST_MS } = options;
  const limits: ServerOptions = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(5_000, headersMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const server =
    tls === undefined ? createServer(limits, app) : createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' }, app);
  server.maxConnections = MOST_CONNECTIONS;
  // None is dropped in silence: the application refuses too many.
  server.maxHeadersCount = 0;
  server.on('clientError', answerNoRequest);
  return server;
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** What the parser could make no request of is answered as a problem too, unless an answer has begun on that connection. */
function answerNoRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  const answering: unknown = Reflect.get(socket, '_httpMessage');
  const begun = typeof answering === 'object' && answering !== null && Reflect.get(answering, 'headersSent') === true;
  if (error.code === 'ECONNRESET' || !socket.writable || begun) {
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ''] ?? 'request-invalid';
  const { status } = errorRow(code);
  const body = JSON.stringify(toProblem({ code, requestId: randomUUID(), language: 'vi' }));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Cache-Control: no-store',
      'Content-Type: application/problem+json; charset=utf-8',
      'Content-Language: vi',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
