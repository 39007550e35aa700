import { Agent, request } from 'node:http';
import { createSignedIn, credentialHeaders } from '../../infra/identity/sign-in.ts';

export interface Post {
  readonly path: string;
  /** Who sends it: a demo account. */
  readonly account: string;
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
  /** Before anything is measured. */
  signIn(accounts: readonly string[]): Promise<void>;
  close(): void;
}

/** @param password of the demo accounts */
export function createHttpClient(base: string, password: string): HttpClient {
  const signedIn = createSignedIn(() => base, password);
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const { hostname, port } = new URL(base);
  return {
    signIn: async (accounts) => void (await Promise.all(accounts.map(signedIn))),
    async post({ path, account, key, type, body }) {
      const credential = credentialHeaders(await signedIn(account), base);
      return new Promise((resolve, reject) => {
        const headers = {
          ...credential,
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
      });
    },
    close: () => agent.destroy(),
  };
}
