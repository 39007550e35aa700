import type { Database } from '../db/orm.ts';
import { endSessionsOf } from './web-sessions.ts';

/** One account at an issuer. */
export interface Login {
  readonly issuer: string;
  /** The issuer's own name for the account (`sub`). */
  readonly subject: string;
}

/** What came of a link: `linked`; `known`, it was his already; `of-another`, it is somebody else's, and stays so; `no-person`. */
export type Linked = 'linked' | 'known' | 'of-another' | 'no-person';

/** Which accounts are a person's. Whoever appoints officers keeps this: nobody becomes one by signing in. */
export interface LoginLinks {
  list(person: string): Promise<Login[]>;
  link(person: string, login: Login): Promise<Linked>;
  /** Ends the person's sessions too. @returns false when the account was not his */
  unlink(person: string, login: Login): Promise<boolean>;
}

const LIST = {
  name: 'login-list',
  text: `select issuer, subject from person_login where person = $1 order by issuer, subject`,
};
const LINK = {
  name: 'login-link',
  text: `with made as (
      insert into person_login (issuer, subject, person) select $1, $2, id from person where id = $3
      on conflict (issuer, subject) do nothing returning person)
    select (select count(*)::int from made) as made, exists (select from person where id = $3) as there,
      (select person from person_login where issuer = $1 and subject = $2) as holder`,
};
const UNLINK = {
  name: 'login-unlink',
  text: `delete from person_login where issuer = $1 and subject = $2 and person = $3 returning person`,
};

export function createLoginLinks(db: Pick<Database, 'execute'>): LoginLinks {
  return {
    list: (person) => db.execute<Login & Record<string, unknown>>(LIST, [person]),
    async link(person, { issuer, subject }) {
      const [row] = await db.execute<{ made: number; there: boolean; holder: string | null }>(LINK, [
        issuer,
        subject,
        person,
      ]);
      if (row?.made === 1) return 'linked';
      if (row?.there !== true) return 'no-person';
      return row.holder === person ? 'known' : 'of-another';
    },
    async unlink(person, { issuer, subject }) {
      const wasHis = (await db.execute(UNLINK, [issuer, subject, person])).length === 1;
      // Once nobody can sign in by it: a sign-in under way begins its session before it looks whether the account is linked still.
      if (wasHis) await endSessionsOf(db, person);
      return wasHis;
    },
  };
}
