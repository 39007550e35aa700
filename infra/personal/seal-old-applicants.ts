import type { Database } from '../db/orm.ts';
import type { ApplicantFields, ApplicantSealer } from './applicant-sealer.ts';

interface InClear extends Record<string, unknown>, ApplicantFields {
  readonly dossier: string;
}

const FIND = {
  name: 'applicants-in-clear',
  text: `select dossier, kind, name, identity_number as "identityNumber", phone, email, address, submitter_name as "submitterName",
      submitter_identity as "submitterIdentity", submitter_basis as "submitterBasis"
    from applicant where name_search is null order by dossier limit $1 for update`,
};

const SEAL = {
  name: 'seal-applicants',
  text: `with s as (
    select * from jsonb_to_recordset($1::jsonb) as s (dossier text, name_search text, identity_masked text, identity_hash text,
      submitter_identity_masked text, submitter_identity_hash text, cipher text, wrapped_key text, master_key_id text)
  ), kept as (
    insert into dossier_personal (dossier, cipher, wrapped_key, master_key_id)
    select dossier, decode(cipher, 'base64'), decode(wrapped_key, 'base64'), master_key_id from s
  ) update applicant a set name_search = s.name_search, identity_masked = s.identity_masked, identity_hash = s.identity_hash,
      submitter_identity_masked = s.submitter_identity_masked, submitter_identity_hash = s.submitter_identity_hash,
      identity_number = null, email = null, address = null, submitter_identity = null
    from s where a.dossier = s.dossier`,
};

/**
 * Seals what earlier versions kept of applicants in clear, batch by batch; whatever interrupts it, the next call goes on. Their salts stay,
 * so the ledger's commitments stand for the same values as before.
 * @returns how many were sealed
 */
export async function sealOldApplicants(db: Database, sealer: ApplicantSealer, batch = 500): Promise<number> {
  for (let sealed = 0; ;) {
    const n = await db.transaction(async (execute) => {
      const found = await execute<InClear>(FIND, [batch]);
      const rows = found.map(({ dossier, ...applicant }) => toRow(dossier, applicant, sealer));
      if (rows.length > 0) await execute(SEAL, [JSON.stringify(rows)]);
      return rows.length;
    });
    sealed += n;
    if (n === 0) return sealed;
  }
}

function toRow(dossier: string, applicant: ApplicantFields, sealer: ApplicantSealer): Record<string, string | null> {
  const { listed, sealed } = sealer.seal(dossier, applicant);
  return {
    dossier,
    name_search: listed.nameSearch,
    identity_masked: listed.identityMasked,
    identity_hash: listed.identityHash,
    submitter_identity_masked: listed.submitterIdentityMasked,
    submitter_identity_hash: listed.submitterIdentityHash,
    cipher: sealed.cipher.toString('base64'),
    wrapped_key: sealed.wrappedKey.toString('base64'),
    master_key_id: sealed.masterKeyId,
  };
}
