import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../infra/db/migrate.ts';

/** A database of its own, with many dossiers of many agencies. */
export interface ManyDossiers {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  drop(): Promise<void>;
}

/** How many dossiers, of how many agencies. */
export const DOSSIERS = 300_000;
export const AGENCIES = 100;

/** Which is asked about every tenth dossier, and takes part in none; and the one above it. */
export const ASKED = 'H49.900';
export const ABOVE_ASKED = 'H49.90';

export const agencyOf = (number: number): string => `H49.${100 + (number % AGENCIES)}`;
export const codeOf = (number: number): string => `${agencyOf(number)}-260101-${String(number).padStart(6, '0')}`;

/** Makes it. @param adminUrl of a superuser: only he may load without asking every foreign key and trigger */
export async function manyDossiers(adminUrl: string, ownerUrl: string, apiUrl: string): Promise<ManyDossiers> {
  const database = `many_${randomUUID().replaceAll('-', '')}`;
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${database} owner motcua_owner`);
  await migrate(at(ownerUrl));
  const loader = new Client({ connectionString: at(adminUrl) });
  await loader.connect();
  await loader.query('set session_replication_role = replica');
  await loader.query('set synchronous_commit = off');
  for (const statement of SEED) await loader.query(statement);
  await loader.query('vacuum analyze');
  await loader.end();
  return {
    ownerUrl: at(ownerUrl),
    apiUrl: at(apiUrl),
    async drop() {
      await admin.query(`drop database ${database} with (force)`);
      await admin.end();
    },
  };
}

const N = `generate_series(0, ${DOSSIERS - 1}) as n, lateral (select 'H49.' || (100 + n % ${AGENCIES}) as agency) as a,
  lateral (select a.agency || '-260101-' || lpad(n::text, 6, '0') as code) as c`;
const DUE = `timestamptz '2026-01-05 08:00+07' + n * interval '1 minute'`;

/** Every fourth is open still; one family name in two is the same. */
const SEED = [
  `insert into agency (code, name_vi, name_en, level, parent, effective_from, content)
    values ('H49', 'Tỉnh', 'Province', 'province', null, '2020-01-01', '{}')`,
  `insert into agency (code, name_vi, name_en, level, parent, effective_from, content)
    select 'H49.' || (100 + n), 'Cơ quan ' || n, 'Agency ' || n, 'commune', 'H49', '2020-01-01', '{}' from generate_series(0, ${AGENCIES - 1}) as n`,
  `insert into agency (code, name_vi, name_en, level, parent, effective_from, content)
    select code, code, code, 'province', parent, '2020-01-01', '{}'
    from (values ('${ABOVE_ASKED}', 'H49'), ('${ASKED}', '${ABOVE_ASKED}')) as a (code, parent)`,
  `insert into procedure_version (code, version, status, source, content, content_hash)
    values ('1.000000', 1, 'published', 'test', '{"name": {"vi": "Thủ tục", "en": "Procedure"}, "cases": [], "route": {"stages": []}}', 'x')`,
  `insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies, filed_at,
      received_at, due_at, due_provisional, due_explanation, status, national_status, open_task, seq, head_hash, closed_at, updated_at, asked)
    select code, '1.000000', 1, 'standard', 'direct', agency || '.1', agency, agency, array[agency], ${DUE} - interval '5 days',
      ${DUE} - interval '5 days', ${DUE}, false, '{}', case when n / ${AGENCIES} % 4 = 0 then 'in-process' else 'returned' end, 4,
      case when n / ${AGENCIES} % 4 = 0 then code || '.T1' end, 3, 'x', case when n / ${AGENCIES} % 4 > 0 then ${DUE} end, now(),
      case when n % 10 = 0 then array['${ASKED}'] end
    from ${N}`,
  `insert into dossier_list (agency, state, due_at, code)
    select competent_agency, list_state(closed_at, waits_for), due_at, code from dossier`,
  `insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at, left_at)
    select code || '.T1', code, 1, 'appraisal', 'appraisal', agency, 'appraiser', ${DUE} - interval '5 days', 'electronic', ${DUE},
      case when n / ${AGENCIES} % 4 > 0 then ${DUE} end from ${N}`,
  `insert into document (id, dossier, kind, uploaded_by, agency, media_type, size, plain_sha256, cipher_sha256, bucket, object_key, created_at,
      check_state)
    select gen_random_uuid(), code, 'component', 'clerk', agency, 'application/pdf', 1, 'x', 'x', 'x', 'x', now(), 'clean' from ${N}
    where n % 3 = 0`,
  `insert into consultation (code, dossier, number, task, stage, rule, asker, agency, agencies, via, on_silence, status, documents,
      content_hash, sent_at, seq, head_hash, updated_at)
    select code || '.C1', code, 1, code || '.T1', 'appraisal', 'opinion', agency, '${ASKED}', '{${ASKED}}', 'inbox', 'wait', 'open', '{}', 'x',
      now(), 1, 'x', now() from ${N} where n % 10 = 0`,
  `insert into dossier_event (stream, seq, v, type, at, actor, medium, command, data, prev_hash, hash)
    select code, s, 1, 'test', now(), '{}', 'electronic', 'x', '{}', 'x', 'x' from ${N}, generate_series(1, 3) as s`,
  `insert into applicant (dossier, kind, name, name_search, phone, identity_masked, identity_hash, salt)
    select code, 'citizen', 'x', (array['nguyen', 'tran', 'le', 'pham'])[1 + n % 4] || ' van ' || md5(n::text), '09' || lpad(n::text, 8, '0'),
      '***', md5(n::text), 'x' from ${N}`,
];
