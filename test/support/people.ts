import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/access/roles.ts';
import type { Database } from '../../infra/db/orm.ts';
import { createWebSessions } from '../../infra/identity/web-sessions.ts';
import { ofSession } from './desks.ts';

export interface TestPerson {
  readonly id: string;
  readonly token: string;
}

/** Appoints a person of a test's own, who is signed in already. `token` is what `withToken` takes. */
export async function aPerson(
  db: Database,
  appointments: readonly { readonly agency: string; readonly role: Role; readonly office?: string }[],
): Promise<TestPerson> {
  const id = `test-${randomUUID()}`;
  await run(db, `insert into person (id, display_name, demo) values ($1, 'Test', true)`, [id]);
  for (const [index, { agency, role, office }] of appointments.entries()) {
    await run(
      db,
      `insert into appointment (id, person, agency, office, role, effective_from) values ($1, $2, $3, $4, $5, date '2025-07-01')`,
      [`${id}-${index + 1}`, id, agency, office ?? null, role],
    );
  }
  return { id, token: await sessionOf(db, id) };
}

/** A session of somebody who is there, as a sign-in would begin it. */
export async function sessionOf(db: Database, person: string): Promise<string> {
  const sessions = createWebSessions(db, { idleMinutes: 30, hours: 1 });
  return ofSession(await sessions.begin({ person, issuer: 'test', issuerSession: null, browser: 'other' }));
}

/** Changes an appointment of a person, as an administrator does: every act decided before is refused from now on. */
export async function changeRights(db: Database, { id }: TestPerson): Promise<void> {
  await run(db, 'update appointment set effective_from = effective_from - 1 where id = $1', [`${id}-1`]);
}

async function run(db: Database, text: string, params: readonly unknown[]): Promise<void> {
  await db.execute({ name: '', text }, params);
}
