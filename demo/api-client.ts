import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DocumentAnswer } from '../contracts/document.ts';
import { credentialHeaders, type Credential } from '../infra/identity/sign-in.ts';

/** A PDF with the name under which it is handed in. */
export interface PdfFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An answer whatever its status. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The API as one demo account sees it, or the system of an agency in the name of one. */
export interface Desk {
  /** @throws ApiRefusal, or ZodError when the answer is not what the contract says; so do all of these */
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  /** Without a key none is sent. */
  post<S extends z.ZodType>(path: string, schema: S, body?: unknown, key?: string): Promise<z.output<S>>;
  /** The answer as it is: for requests that are to be refused, or repeated. */
  tryPost(path: string, body: unknown, key: string): Promise<PlainAnswer>;
  upload(path: string, file: PdfFile, key: string): Promise<z.output<typeof DocumentAnswer>>;
  download(path: string): Promise<Uint8Array>;
}

/** The API said no; the message has method, path, status and the problem's text. */
export class ApiRefusal extends Error {
  readonly status: number;

  constructor(request: string, { status, body }: PlainAnswer) {
    const problem = Problem.safeParse(body).data;
    const said = problem === undefined ? '' : `: ${problem.code}, ${problem.detail}`;
    super(`${request}: ${status}${said}`);
    this.name = 'ApiRefusal';
    this.status = status;
  }
}

const Problem = z.looseObject({ code: z.string(), detail: z.string() });

/** While the outcome of a request is not known the API answers 503; the same key then gets that outcome. */
const GIVE_UP_AFTER_MS = 60_000;
const TRY_ANOTHER_AFTER_MS = 200;

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/**
 * The desk of whoever the credential belongs to; it is asked for with each request. Of several API processes each request goes to the next one; one that does not answer
 * is passed over, and another gets the same request under the same key.
 * @param officer id of the officer for whom the system of an agency acts
 */
export function createDesk(apiUrls: readonly string[], credential: () => Promise<Credential>, officer?: string): Desk {
  const inTheNameOf = officer === undefined ? {} : { 'X-Motcua-Officer': officer };
  let next = 0;
  const once = async ({ method, path, headers, body }: Sent): Promise<Received> => {
    next = (next + 1) % apiUrls.length;
    const apiUrl = apiUrls[next] ?? '';
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...credentialHeaders(await credential(), apiUrl),
        'Accept-Language': 'vi',
        ...inTheNameOf,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  };
  const send = async (sent: Sent): Promise<Received> => {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      try {
        const received = await once(sent);
        if (received.status !== 503 || Date.now() > giveUpAt) return received;
        await delay(1000 * Number(received.headers.get('retry-after') ?? '1'));
      } catch (error) {
        if (apiUrls.length === 1 || Date.now() > giveUpAt) throw error;
        await delay(TRY_ANOTHER_AFTER_MS);
      }
    }
  };

  const plain = async (sent: Sent): Promise<PlainAnswer> => {
    const { status, headers, bytes } = await send(sent);
    const isJson = /[/+]json/.test(headers.get('content-type') ?? '');
    const text = Buffer.from(bytes).toString('utf8');
    return { status, body: isJson ? JSON.parse(text) : text };
  };

  const expected = async <S extends z.ZodType>(sent: Sent, schema: S): Promise<z.output<S>> => {
    const answer = await plain(sent);
    if (answer.status >= 300) throw new ApiRefusal(`${sent.method} ${sent.path}`, answer);
    return schema.parse(answer.body);
  };

  const writing = (path: string, body: unknown, key: string | undefined): Sent => ({
    method: 'POST',
    path,
    headers: {
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

  return {
    get: (path, schema) => expected({ method: 'GET', path }, schema),
    post: (path, schema, body, key) => expected(writing(path, body, key), schema),
    tryPost: (path, body, key) => plain(writing(path, body, key)),
    upload(path, { name, bytes }, key) {
      const headers = {
        'Idempotency-Key': key,
        'Content-Type': 'application/pdf',
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        'X-Content-SHA256': createHash('sha256').update(bytes).digest('hex'),
      };
      return expected({ method: 'POST', path, headers, body: Buffer.from(bytes) }, DocumentAnswer);
    },
    async download(path) {
      const { status, bytes } = await send({ method: 'GET', path });
      if (status < 300) return bytes;
      throw new ApiRefusal(`GET ${path}`, { status, body: parseJson(bytes) });
    },
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}
