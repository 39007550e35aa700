import type { Database } from '../db/orm.ts';
import type { EndedAtIssuer } from './logout-tokens.ts';
import type { RequestHasher } from './request-hash.ts';

/** A sign-in as the issuer's token tells of it. */
export interface BegunAtIssuer {
  readonly issuer: string;
  readonly subject: string;
  /** The issuer's own name for its session (`sid`); null where it says none. */
  readonly session: string | null;
  /** When the token was issued, in seconds since 1970 by the issuer's clock (`iat`). */
  readonly issuedAt: number;
}

/**
 * What all processes remember together for as long as a sign-in may be under way: which have come back, and what ended at the issuer
 * meanwhile. Under keyed hashes, in the table of the limits, whose rows are removed an hour after they have expired. A crash of the
 * database server empties it; then a code that was used is the issuer's alone to refuse, as it must anyway.
 */
export interface SignInMarks {
  /** @param state of the sign-in that comes back @returns false when it has come back before */
  spend(state: string): Promise<boolean>;
  /** Call it before the sessions that are there are ended. */
  end(ended: EndedAtIssuer): Promise<void>;
  /** Whether the issuer has said, not before its token, that this one is over. Call it once the session is there. */
  hasEnded(begun: BegunAtIssuer): Promise<boolean>;
}

const SPEND = {
  name: 'sign-in-spend',
  text: `insert into rate_limit (key, expire) values ($1, $2) on conflict (key) do nothing returning key`,
};
const END = {
  name: 'sign-in-end',
  text: `insert into rate_limit (key, expire) select key, $2 from unnest($1::text[]) as of_these (key)
    on conflict (key) do update set expire = greatest(rate_limit.expire, excluded.expire)`,
};
const HAS_ENDED = {
  name: 'sign-in-has-ended',
  text: `select 1 as found from rate_limit where key = any ($1::text[]) and expire >= $2 limit 1`,
};

/** Longer than any sign-in is under way. When a mark expires says when the issuer spoke. */
const KEPT_SECONDS = 3600;

export function createSignInMarks(db: Pick<Database, 'execute'>, hash: RequestHasher): SignInMarks {
  const key = (...parts: readonly string[]): string => `sign-in:${hash(['sign-in', ...parts]).slice(0, 32)}`;
  const ofSession = (issuer: string, session: string) => key('session', issuer, session);
  const ofSubject = (issuer: string, subject: string) => key('subject', issuer, subject);
  /** One session of the subject has ended: it may be any of which the issuer did not tell the name. */
  const ofUnnamed = (issuer: string, subject: string) => key('unnamed', issuer, subject);
  const expiry = (seconds: number): number => (seconds + KEPT_SECONDS) * 1000;

  return {
    async spend(state) {
      return (await db.execute(SPEND, [key('state', state), expiry(Math.floor(Date.now() / 1000))])).length === 1;
    },
    async end({ issuer, session, subject, saidAt }) {
      const keys = [
        ...(session === null ? [] : [ofSession(issuer, session)]),
        ...(subject === null ? [] : [session === null ? ofSubject(issuer, subject) : ofUnnamed(issuer, subject)]),
      ];
      await db.execute(END, [keys, expiry(saidAt)]);
    },
    async hasEnded({ issuer, session, subject, issuedAt }) {
      const own = session === null ? ofUnnamed(issuer, subject) : ofSession(issuer, session);
      return (await db.execute(HAS_ENDED, [[own, ofSubject(issuer, subject)], expiry(issuedAt)])).length > 0;
    },
  };
}
