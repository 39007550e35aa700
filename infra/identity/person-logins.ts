import { randomUUID } from 'node:crypto';
import type { Identity } from '../../contracts/identity.ts';
import type { Database } from '../db/orm.ts';
import type { IdentityHasher } from '../personal/identity-hash.ts';
import { identityOf, toIdentity, type PersonFound } from './find-identity.ts';

/** What an issuer vouches for. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  /** Personal identity number (số định danh cá nhân), 12 digits; null where the issuer says none. */
  readonly identityNumber: string | null;
}

/** Whose a login is. */
export interface PersonLogins {
  /**
   * The person who has signed in. Whoever has no login yet and an identity number becomes a citizen; officers are appointed, never made
   * by signing in.
   * @returns null for somebody who may not come in
   */
  welcome(vouched: Vouched): Promise<string | null>;
  /** Whose an account is; null for nobody's. */
  personOf(issuer: string, subject: string): Promise<string | null>;
  /** With the rights of this very instant; null for nobody. */
  identityOf(issuer: string, subject: string): Promise<Identity | null>;
}

const KNOWN = {
  name: 'login-known',
  text: `select person from person_login where issuer = $1 and subject = $2`,
};
const KEEP_HASH = {
  name: 'login-keep-hash',
  text: `update person set identity_hash = $2 where id = $1 and identity_hash is distinct from $2`,
};
const NEW_CITIZEN = {
  name: 'login-new-citizen',
  text: `with made as (
      insert into person (id, display_name, demo, identity_hash) values ($3, $4, false, $5) returning id)
    insert into person_login (issuer, subject, person) select $1, $2, id from made`,
};
const IDENTITY = {
  name: 'login-identity',
  text: identityOf(`p.id = (select person from person_login where issuer = $1 and subject = $2)`),
};

const UNIQUE_VIOLATION = '23505';
const IDENTITY_NUMBER = /^\d{12}$/;
/** What is shown of a citizen: his name stays with the issuer, and in his dossiers, with which it is erased. */
const CITIZEN = 'Công dân';

export function createPersonLogins(db: Pick<Database, 'execute'>, hash: IdentityHasher): PersonLogins {
  const personOf = async (issuer: string, subject: string): Promise<string | null> =>
    (await db.execute<{ person: string }>(KNOWN, [issuer, subject]))[0]?.person ?? null;

  return {
    personOf,
    async welcome({ issuer, subject, identityNumber }) {
      const vouchedFor = identityNumber !== null && IDENTITY_NUMBER.test(identityNumber) ? hash(identityNumber) : null;
      const person = await personOf(issuer, subject);
      if (person !== null) {
        if (vouchedFor !== null) await db.execute(KEEP_HASH, [person, vouchedFor]);
        return person;
      }
      if (vouchedFor === null) return null;
      const id = `citizen-${randomUUID()}`;
      try {
        await db.execute(NEW_CITIZEN, [issuer, subject, id, CITIZEN, vouchedFor]);
        return id;
      } catch (error) {
        // He has signed in at two places at once.
        if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)
          return personOf(issuer, subject);
        throw error;
      }
    },
    async identityOf(issuer, subject) {
      const [row] = await db.execute<PersonFound>(IDENTITY, [issuer, subject]);
      return row === undefined ? null : toIdentity(row);
    },
  };
}
