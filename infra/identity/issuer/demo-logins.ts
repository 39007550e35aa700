import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Database } from '../../db/orm.ts';

type Execute = Pick<Database, 'execute'>;

/** Moderate: it keeps the password of a trial from being guessed, and signs in within a twentieth of a second. */
const COST = { N: 16_384, r: 8, p: 1 };
const HASH_BYTES = 32;

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });

/** `scrypt:SALT:HASH`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString('base64url')}:${(await derive(password, salt)).toString('base64url')}`;
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [, salt = '', hash = ''] = kept.split(':');
  const expected = Buffer.from(hash, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** A demo account as the login page offers it. */
export interface DemoLogin extends Record<string, unknown> {
  readonly id: string;
  readonly display_name: string;
  readonly identity_number: string | null;
}

/** One that appoints nobody any more is a citizen. */
export interface OfferedLogin extends DemoLogin {
  readonly agency: string | null;
  readonly roles: readonly string[];
}

/** What came of a password. `blocked`: too many wrong ones for this account of late. */
export type LoginOutcome = 'right' | 'wrong' | 'blocked';

export interface DemoLogins {
  /** Those that may sign in, by agency. */
  offered(): Promise<readonly OfferedLogin[]>;
  find(person: string): Promise<DemoLogin | null>;
  /** An unknown account takes as long as a wrong password, and looks the same. */
  check(person: string, password: string): Promise<LoginOutcome>;
}

const OFFERED = {
  name: 'demo-logins-offered',
  text: `select p.id, p.display_name, l.identity_number, min(g.name_vi) as agency,
      coalesce(array_agg(distinct a.role) filter (where a.role is not null), '{}') as roles
    from demo_login l join person p on p.id = l.person
      left join appointment a on a.person = p.id and (a.effective_to is null or a.effective_to >= current_date)
      left join agency g on g.code = a.agency
    group by p.id, l.person order by min(a.agency) nulls last, p.id`,
};
const FIND = {
  name: 'demo-login-find',
  text: `select p.id, p.display_name, l.identity_number from demo_login l join person p on p.id = l.person where l.person = $1`,
};
const KEPT = {
  name: 'demo-login-kept',
  text: `select password_hash, coalesce(blocked_until > now(), false) as blocked from demo_login where person = $1`,
};
const FAILED = {
  name: 'demo-login-failed',
  text: `update demo_login set failures = failures + 1,
      blocked_until = case when failures + 1 >= $2 then now() + interval '1 minute' end
    where person = $1`,
};
const SUCCEEDED = {
  name: 'demo-login-succeeded',
  text: `update demo_login set failures = 0, blocked_until = null where person = $1 and failures > 0`,
};

const MOST_FAILURES = 10;

/** Passwords of demo accounts, in PostgreSQL. */
export function createDemoLogins(db: Execute): DemoLogins {
  const nobodys = hashPassword(randomBytes(16).toString('hex'));
  return {
    offered: () => db.execute<OfferedLogin>(OFFERED, []),
    find: async (person) => (await db.execute<DemoLogin>(FIND, [person]))[0] ?? null,
    async check(person, password) {
      const [kept] = await db.execute<{ password_hash: string; blocked: boolean }>(KEPT, [person]);
      if (kept?.blocked === true) return 'blocked';
      const isRight = await isPassword(password, kept?.password_hash ?? (await nobodys));
      if (kept === undefined) return 'wrong';
      if (isRight) await db.execute(SUCCEEDED, [person]);
      else await db.execute(FAILED, [person, MOST_FAILURES]);
      return isRight ? 'right' : 'wrong';
    },
  };
}
