import { Agent, request } from 'node:http';

export interface Post {
  readonly path: string;
  readonly token: string;
  readonly key: string;
  readonly type: string;
  readonly body: Uint8Array;
}

/** Shorter than servers keep an idle connection, so that none is used that is just being closed. */
const IDLE_MS = 3000;

/** An HTTP client that keeps its connections, as a browser or another system would. */
export interface HttpClient {
  /** @throws when the answer is not a success, with the problem it names */
  post(post: Post): Promise<unknown>;
  close(): void;
}

export function createHttpClient(base: string): HttpClient {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const { hostname, port } = new URL(base);
  return {
    post: ({ path, token, key, type, body }) =>
      new Promise((resolve, reject) => {
        const headers = {
          Authorization: `Bearer ${token}`,
          'Idempotency-Key': key,
          'Content-Type': type,
          'Content-Length': body.byteLength,
        };
        const sent = request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const { statusCode: status = 0 } = answer;
            if (status >= 200 && status < 300) resolve(JSON.parse(text));
            else reject(new Error(`POST ${path} answered ${status}: ${text.slice(0, 400)}`));
          });
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
