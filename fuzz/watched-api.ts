import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seeded, type Known } from './seeded-document.ts';

/** Something that must not come out. */
export interface Secret {
  readonly text: string;
  /** It may come in the answer to whoever has named it himself. */
  readonly unlessNamed: boolean;
}

export interface WatchOptions {
  readonly apiUrl: string;
  /** What each request carries to say who sends it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whose session it is, for findings. */
  readonly account: string;
  /** What the account must not be told. */
  readonly secrets: readonly Secret[];
  readonly known: Known;
}

/** An answer that must not be. */
export interface Finding {
  readonly account: string;
  readonly request: string;
  readonly status: number;
  readonly what: string;
}

/** The API as one account reaches it, with every answer looked at. */
export interface WatchedApi {
  readonly url: string;
  readonly figures: { requests: number };
  readonly serverErrors: readonly Finding[];
  readonly crossAgency: readonly Finding[];
  close(): Promise<void>;
}

const DOCUMENT = '/openapi.json';
/** What the fuzzer says itself would take the place of what we say. */
const OURS = ['host', 'cookie', 'authorization', 'origin', 'x-motcua-csrf', 'connection', 'accept-encoding'];

/** A way to the API that signs every request in and reads every answer: what a fuzzer finds is counted here, whatever it thinks of it. */
export async function watchApi({ apiUrl, headers, account, secrets, known }: WatchOptions): Promise<WatchedApi> {
  const target = new URL(apiUrl);
  const figures = { requests: 0 };
  const serverErrors: Finding[] = [];
  const crossAgency: Finding[] = [];

  const judge = (asked: IncomingMessage, body: Buffer, status: number, told: string): void => {
    const said = `${decoded(asked.url ?? '')} ${body.toString('utf8')} ${JSON.stringify(asked.headers)}`;
    const finding = { account, request: `${asked.method} ${asked.url}`, status };
    if (status >= 500) serverErrors.push({ ...finding, what: told.slice(0, 400) });
    const leaks = secrets.filter(
      ({ text, unlessNamed }) => told.includes(text) && !(unlessNamed && said.includes(text)),
    );
    for (const { text } of leaks) crossAgency.push({ ...finding, what: text });
  };

  const forward = async (asked: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await bytesOf(asked);
    const kept = Object.entries(asked.headers).filter(([name]) => !OURS.includes(name));
    const sent = request({
      hostname: target.hostname,
      port: target.port,
      method: asked.method,
      path: asked.url,
      headers: { ...Object.fromEntries(kept), ...headers, host: target.host },
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const bytes = await bytesOf(answer);
    const status = answer.statusCode ?? 0;
    figures.requests += 1;
    judge(asked, body, status, `${JSON.stringify(answer.headers)} ${bytes.toString('utf8')}`);
    const isDocument = asked.method === 'GET' && asked.url === DOCUMENT && status === 200;
    const shown = isDocument ? Buffer.from(JSON.stringify(seeded(JSON.parse(bytes.toString('utf8')), known))) : bytes;
    const {
      'content-length': _length,
      'transfer-encoding': _encoding,
      connection: _connection,
      ...rest
    } = answer.headers;
    res.writeHead(status, rest).end(shown);
  };

  const server = createServer((asked, res) => {
    // A connection that the API breaks off is broken off here too.
    forward(asked, res).catch(() => res.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    figures,
    serverErrors,
    crossAgency,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
