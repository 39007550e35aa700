import { setTimeout as delay } from 'node:timers/promises';
import { credentialHeaders, type SignedIn } from '../infra/identity/sign-in.ts';
import type { Random } from './random.ts';

/** A request as somebody sends it, again and again under the same key until it is answered. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Who sends it: a demo account. */
  readonly account: string;
  readonly key?: string;
  readonly ifMatch?: string;
  /** JSON, unless it is a file. */
  readonly body?: unknown;
  readonly pdf?: Buffer<ArrayBuffer>;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly etag: string | null;
  /** How often it was sent until this answer came. */
  readonly tries: number;
}

/** The APIs as a person reaches them: now the one, now the other, whichever answers. */
export interface Sender {
  /** The first answer that is final; null when none came before it was time to go home. */
  send(request: Request): Promise<Reply | null>;
  /** The same with few tries: for what is only looked at. */
  look(request: Request): Promise<Reply | null>;
  /** Nobody waits for an answer after that instant, milliseconds since 1970. */
  goHomeAt(instant: number): void;
  /** Answers of a kind that no outage explains. */
  readonly oddities: readonly string[];
}

const ANSWER_WITHIN_MS = 15_000;
const LOOKS = 3;
const PAUSE_MS = [50, 600] as const;

/** An outage: what is known of the command is to be asked again. */
const AGAIN: readonly number[] = [502, 503, 504];

export function createSender(apiUrls: readonly string[], random: Random, signedIn: SignedIn): Sender {
  let home = Number.POSITIVE_INFINITY;
  const oddities: string[] = [];

  const once = async ({
    method,
    path,
    account,
    key,
    ifMatch,
    body,
    pdf,
  }: Request): Promise<Omit<Reply, 'tries'> | null> => {
    try {
      const content = pdf ?? (body === undefined ? undefined : JSON.stringify(body));
      const apiUrl = random.pick(apiUrls);
      const answer = await fetch(`${apiUrl}${path}`, {
        method,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: {
          ...credentialHeaders(await signedIn(account), apiUrl),
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
          ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
          ...(content === undefined
            ? {}
            : { 'Content-Type': pdf === undefined ? 'application/json' : 'application/pdf' }),
        },
        ...(content === undefined ? {} : { body: content }),
      });
      return { status: answer.status, text: await answer.text(), etag: answer.headers.get('etag') };
    } catch {
      // No connection, or an answer that was cut.
      return null;
    }
  };

  const repeat = async (request: Request, tries: number): Promise<Reply | null> => {
    for (let tried = 0; tried < tries && Date.now() < home; tried += 1) {
      const reply = await once(request);
      if (reply !== null && reply.status === 500)
        oddities.push(`${request.method} ${request.path.replace(/\?.*/, '')}: ${reply.text.slice(0, 300)}`);
      if (reply !== null && reply.status !== 500 && !AGAIN.includes(reply.status))
        return { ...reply, tries: tried + 1 };
      await delay(random.between(...PAUSE_MS));
    }
    return null;
  };

  return {
    send: (request) => repeat(request, Number.POSITIVE_INFINITY),
    look: (request) => repeat(request, LOOKS),
    goHomeAt(instant) {
      home = instant;
    },
    oddities,
  };
}
