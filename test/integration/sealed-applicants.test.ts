import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitment } from '../../domain/ledger/hash-chain.ts';
import { migrate, rewriteApplicants } from '../../infra/db/migrate.ts';
import type { Database } from '../../infra/db/orm.ts';
import { createApplicantSealer } from '../../infra/personal/applicant-sealer.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { sealOldApplicants } from '../../infra/personal/seal-old-applicants.ts';
import { createKeyring } from '../../infra/storage/envelope.ts';
import { rows } from '../support/facts.ts';
import { createScratchDatabase, everyValue, type ScratchDatabase } from '../support/scratch-database.ts';

const BEFORE = 'migration-0012-ended-children';
const hash = identityHasherOf(Buffer.alloc(32, 3));
const sealer = createApplicantSealer(createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }]), hash);

/** An applicant as earlier versions wrote him. */
const applicant = (n: number) => ({
  kind: 'citizen',
  name: `Đỗ Thị Số ${n}`,
  identityNumber: n % 3 === 0 ? null : `0221900${String(n).padStart(5, '0')}`,
  phone: `09123${String(n).padStart(5, '0')}`,
  email: n % 2 === 0 ? null : `so-${n}.cucgach@vidu.example`,
  address: `Ngõ Cúcgạch ${n}`,
  submitterName: null,
  submitterIdentity: n % 5 === 0 ? `0331900${String(n).padStart(5, '0')}` : null,
  submitterBasis: null,
});
const code = (n: number): string => `H49.01-261124-${String(n).padStart(4, '0')}`;
const MANY = 23;

describe('Applicants whom an earlier version kept in clear', () => {
  let scratch: ScratchDatabase;
  /** By dossier, as the ledger holds them. */
  const commitments = new Map<string, string>();

  beforeAll(async () => {
    scratch = await createScratchDatabase('sealing');
    await scratch.migrateTo(BEFORE);
    const { db } = scratch;
    await rows(
      db,
      `insert into procedure_version (code, version, status, source, content, content_hash) values ('p', 1, 'published', 'test', '{}', '')`,
    );
    for (let n = 1; n <= MANY; n += 1) {
      await rows(
        db,
        `insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies,
          due_provisional, status, national_status, seq, head_hash, updated_at)
         values ($1, 'p', 1, 'c', 'direct', 'o', 'a', 'a', '{}', false, 'open', 2, 1, '', now())`,
        code(n),
      );
      const { submitterIdentity, submitterName, submitterBasis, identityNumber, ...rest } = applicant(n);
      const salt = `salt-${n}`;
      commitments.set(code(n), commitment(salt, { ...applicant(n), salt: null }));
      await rows(
        db,
        `insert into applicant (dossier, kind, name, identity_number, phone, email, address, submitter_name, submitter_identity,
          submitter_basis, salt) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        code(n),
        rest.kind,
        rest.name,
        identityNumber,
        rest.phone,
        rest.email,
        rest.address,
        submitterName,
        submitterIdentity,
        submitterBasis,
        salt,
      );
    }
    await migrate(scratch.ownerUrl);
  }, 60_000);
  afterAll(() => scratch?.drop());

  test('are sealed batch by batch, and what was interrupted goes on where it stopped', async () => {
    let batches = 0;
    const failing: Database = {
      ...scratch.db,
      transaction(work) {
        batches += 1;
        if (batches === 3) throw new Error('cut off');
        return scratch.db.transaction(work);
      },
    };
    await expect(sealOldApplicants(failing, sealer, 5)).rejects.toThrow('cut off');
    const [half] = await rows<{ n: number }>(
      scratch.db,
      'select count(*)::int as n from applicant where name_search is null',
    );
    expect(half).toEqual({ n: MANY - 10 });
    const both = await Promise.all([
      sealOldApplicants(scratch.db, sealer, 5),
      sealOldApplicants(scratch.db, sealer, 5),
    ]);
    expect(both[0] + both[1]).toBe(MANY - 10);
    expect(await sealOldApplicants(scratch.db, sealer)).toBe(0);
  });

  test('say the same as before, so that the ledger’s commitments stand', async () => {
    const found = await rows<Record<string, string> & { cipher: Buffer; wrapped_key: Buffer }>(
      scratch.db,
      'select * from applicant join dossier_personal using (dossier) order by dossier',
    );
    expect(found).toHaveLength(MANY);
    for (const [index, row] of found.entries()) {
      const { cipher, wrapped_key: wrappedKey, master_key_id: masterKeyId } = row;
      const sealed = sealer.open(code(index + 1), { cipher, wrappedKey, masterKeyId: masterKeyId ?? '' });
      const { kind, name, phone, submitter_name: submitterName, submitter_basis: submitterBasis, salt } = row;
      const said = { ...sealed, kind, name, phone, submitterName, submitterBasis };
      expect(said).toEqual(applicant(index + 1));
      expect(commitment(salt ?? '', { ...said, salt: null })).toBe(commitments.get(code(index + 1)));
      expect(row['identity_hash']).toBe(said.identityNumber === null ? null : hash(said.identityNumber));
      expect(row['name_search']).toBe(`do thi so ${index + 1}`);
    }
  });

  test('leave nothing in clear behind, not even in the pages of the table', async () => {
    for (const { table, text } of await everyValue(scratch.admin)) {
      expect([table, /Cúcgạch|cucgach|0221900000|0331900000/.exec(text)?.[0]]).toEqual([table, undefined]);
    }
    await rewriteApplicants(scratch.ownerUrl);
    await scratch.admin.query('checkpoint');
    const {
      rows: [file],
    } = await scratch.admin.query<{ bytes: Buffer }>(
      `select pg_read_binary_file(pg_relation_filepath('applicant')) as bytes`,
    );
    expect(file?.bytes.includes('do thi so 1')).toBe(true);
    expect(file?.bytes.includes('Cúcgạch')).toBe(false);
    expect(file?.bytes.includes('0221900')).toBe(false);
  });

  test('are the last: nobody can write one in clear any more', async () => {
    for (const column of ['identity_number', 'email', 'address', 'submitter_identity']) {
      const write = rows(scratch.db, `update applicant set ${column} = 'x' where dossier = $1`, code(1));
      await expect(write).rejects.toThrow(/applicant_sealed/);
    }
  });
});
