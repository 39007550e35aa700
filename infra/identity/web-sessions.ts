import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '../../contracts/identity.ts';
import type { Database } from '../db/orm.ts';
import { identityOf, toIdentity, type PersonFound } from './find-identity.ts';
import type { EndedAtIssuer } from './logout-tokens.ts';

/** Who signed in, where, and with what; nothing that tells one browser from another of its kind. */
export interface NewSession {
  readonly person: string;
  readonly issuer: string;
  /** The issuer's own name for its session (`sid`), by which it may end ours. */
  readonly issuerSession: string | null;
  readonly browser: string;
}

export interface SessionFound extends Record<string, unknown> {
  readonly started_at: Date;
  readonly idle_ends_at: Date;
  readonly ends_at: Date;
}

/** Sessions of browsers, in PostgreSQL. A secret is what the browser's cookie holds; here lies its SHA-256 only. */
export interface WebSessions {
  /** @returns the secret of a session that nobody has had before */
  begin(session: NewSession): Promise<string>;
  /** Who acts in a session, with the rights of this very instant, by one query; null when it is over. Puts off its idle end. */
  identityOf(secret: string): Promise<Identity | null>;
  find(secret: string): Promise<SessionFound | null>;
  end(secret: string): Promise<void>;
  /** Ends every session of a person. @returns how many there were */
  endAll(person: string): Promise<number>;
  /**
   * Ends those that began in a session of the issuer, and of whom it names those of which it did not say in which they began; without a
   * session, all of whom it names.
   */
  endOfIssuer(ended: Omit<EndedAtIssuer, 'saidAt'>): Promise<void>;
}

const SECRET_BYTES = 32;
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const ALIVE = `ends_at > now() and last_seen_at > now() - $2 * interval '1 minute'`;

const BEGIN = {
  name: 'session-begin',
  text: `insert into web_session (secret_hash, person, issuer, issuer_session, browser, ends_at)
    values ($1, $2, $3, $4, $5, now() + $6 * interval '1 hour')`,
};
/** Written at most every twenty seconds, so that a page of many requests costs one write. */
const IDENTITY = {
  name: 'session-identity',
  text: `with seen as (update web_session set last_seen_at = now()
      where secret_hash = $1 and ${ALIVE} and last_seen_at < now() - interval '20 seconds')
    ${identityOf(`p.id = (select person from web_session where secret_hash = $1 and ${ALIVE})`)}`,
};
const FIND = {
  name: 'session-find',
  text: `select started_at, ends_at, least(ends_at, last_seen_at + $2 * interval '1 minute') as idle_ends_at
    from web_session where secret_hash = $1 and ${ALIVE}`,
};
const END = { name: 'session-end', text: `delete from web_session where secret_hash = $1` };
const END_ALL = { name: 'session-end-all', text: `delete from web_session where person = $1 returning 1 as ended` };
const END_OF_ISSUER = {
  name: 'session-end-of-issuer',
  text: `delete from web_session s where s.issuer = $1
    and (s.issuer_session = $2 or (($2::text is null or s.issuer_session is null) and s.person in (
      select l.person from person_login l where l.issuer = $1 and l.subject = $3)))`,
};
const SWEEP = {
  name: 'session-sweep',
  text: `delete from web_session where ends_at < now() or last_seen_at < now() - $1 * interval '1 minute'`,
};

/** Ends all sessions of a person. @returns how many there were */
export async function endSessionsOf(db: Pick<Database, 'execute'>, person: string): Promise<number> {
  return (await db.execute(END_ALL, [person])).length;
}

export function createWebSessions(
  db: Pick<Database, 'execute'>,
  { idleMinutes, hours }: { readonly idleMinutes: number; readonly hours: number },
): WebSessions {
  return {
    async begin({ person, issuer, issuerSession, browser }) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      await db.execute(SWEEP, [idleMinutes]);
      await db.execute(BEGIN, [hashOf(secret), person, issuer, issuerSession, browser, hours]);
      return secret;
    },
    async identityOf(secret) {
      const [row] = await db.execute<PersonFound>(IDENTITY, [hashOf(secret), idleMinutes]);
      return row === undefined ? null : toIdentity(row);
    },
    async find(secret) {
      return (await db.execute<SessionFound>(FIND, [hashOf(secret), idleMinutes]))[0] ?? null;
    },
    async end(secret) {
      await db.execute(END, [hashOf(secret)]);
    },
    endAll: (person) => endSessionsOf(db, person),
    async endOfIssuer({ issuer, session, subject }) {
      await db.execute(END_OF_ISSUER, [issuer, session, subject]);
    },
  };
}
