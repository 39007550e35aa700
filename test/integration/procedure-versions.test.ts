import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';

const REFUSED = '42501';
const BROKEN_CHECK = '23514';
const PROCEDURE = '1.014199';

describe('The database', () => {
  let motcua: Motcua;
  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** The SQLSTATE that the application's role gets for a statement, or `ok`. */
  const attempt = async (text: string, ...values: unknown[]): Promise<unknown> => {
    try {
      await rows(motcua.db, text, ...values);
      return 'ok';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  test('lets a version be published, and never say anything else', async () => {
    expect(await attempt(`update procedure_version set status = status where code = $1`, PROCEDURE)).toBe('ok');
    for (const text of [
      `update procedure_version set content = '{}' where code = $1`,
      `update procedure_version set content_hash = '' where code = $1`,
      `delete from procedure_version where code = $1`,
      `delete from procedure_proposal where code = $1`,
      `delete from procedure_migration where code = $1`,
      `update procedure_migration set proposer = 'auditor' where code = $1`,
      `update procedure_migration set to_version = 1 where code = $1`,
      `update procedure_folding set from_version = 1 where code = $1`,
    ])
      expect([text, await attempt(text, PROCEDURE)]).toEqual([text, REFUSED]);
  });

  test('takes no decision by whoever proposed it', async () => {
    const draft = (version: number) =>
      attempt(
        `insert into procedure_version (code, version, status, source, content, content_hash) values ('9.100009', $1, 'draft', 'test', '{}', '')
         on conflict do nothing`,
        version,
      );
    expect([await draft(1), await draft(2)]).toEqual(['ok', 'ok']);
    const publishedBy = (person: string) =>
      attempt(
        `insert into procedure_proposal (code, version, reason, proposer, proposed_at, publisher, published_as, published_at)
         values ('9.100009', 1, 'x', 'auditor', now(), $1, '{}', now())`,
        person,
      );
    expect(await publishedBy('auditor')).toBe(BROKEN_CHECK);
    const migration = (approver: string | null, status: string) =>
      attempt(
        `insert into procedure_migration (id, code, from_version, to_version, reason, status, proposer, proposed_at, approver, approved_as)
         values ($1, '9.100009', 1, 2, 'x', $2, 'auditor', now(), $3, case when $3::text is null then null else '{}'::jsonb end)`,
        randomUUID(),
        status,
        approver,
      );
    expect(await migration('auditor', 'approved')).toBe(BROKEN_CHECK);
    expect(await migration(null, 'applying')).toBe(BROKEN_CHECK);
    expect(await migration(null, 'proposed')).toBe('ok');
  });
});
