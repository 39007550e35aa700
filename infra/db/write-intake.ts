import { formatDossierCode } from '../../domain/dossier/code.ts';
import type { DueExplanation } from '../../domain/dossier/deadlines.ts';
import type { ChainedDossierEvent, DossierEvent } from '../../domain/dossier/events.ts';
import { nationalStatus } from '../../domain/dossier/national-status.ts';
import { hasEnded, type DossierState } from '../../domain/dossier/state.ts';
import type { IndicatorDelta } from '../../domain/indicators/deltas.ts';
import type { Birth } from '../../domain/dossier/births.ts';
import type { StoredApplicant } from '../personal/applicant-sealer.ts';
import type { SealedForm } from '../storage/form-sealer.ts';
import { eventRowsOf } from './birth-rows.ts';
import { EVENT_RECORDSET, toEventRow } from './ledger-rows.ts';
import type { Database } from './orm.ts';
import { beginParts } from './part-rows.ts';
import { noticesOf, obligationsOf } from './side-rows.ts';
import { openedTasks, TASK_RECORDSET } from './task-rows.ts';

const NEXT_SERIAL = {
  name: 'next-serial',
  text: `insert into code_serial (agency, day, last) values ($1, $2, 1)
    on conflict (agency, day) do update set last = code_serial.last + 1 returning last`,
};

/**
 * Takes the next dossier code of an agency and day (mã hồ sơ), inside the caller's transaction: a transaction that fails gives
 * its serial back, so there is neither gap nor duplicate.
 */
export async function nextDossierCode(execute: Database['execute'], agency: string, day: string): Promise<string> {
  const [row] = await execute<{ last: number }>(NEXT_SERIAL, [agency, day]);
  return formatDossierCode(agency, day, row?.last ?? 0);
}

/** Personal values of a reception, for the erasable tables only. */
export interface IntakePersonal {
  readonly applicant: StoredApplicant;
  /** Of the applicant's commitment. */
  readonly salt: string;
  readonly form: (SealedForm & { readonly salt: string }) | null;
}

export interface IntakeWrite {
  readonly state: DossierState;
  readonly headHash: string;
  readonly chained: readonly ChainedDossierEvent[];
  readonly births: readonly Birth[];
  readonly beginning: Extract<DossierEvent, { type: 'dossier-received' | 'dossier-filed' }>;
  readonly explanation: DueExplanation | null;
  readonly participants: readonly string[];
  readonly documents: readonly string[];
  /** Of the dossier's first tracking secret. */
  readonly trackingHash: string;
  readonly personal: IntakePersonal;
  readonly deltas: readonly IndicatorDelta[];
  readonly command: {
    readonly scope: string;
    readonly key: string;
    readonly requestHash: string;
    readonly outcome: unknown;
  };
  readonly person: { readonly id: string; readonly rightsVersion: number };
}

/** What goes with the dossier is written after it (`from head`): row-level security asks for its row. */
const INTAKE = {
  name: 'write-intake',
  text: `with w as (select $1::jsonb as w
    where exists (select 1 from person p where p.id = $1::jsonb->>'person' and p.rights_version = ($1::jsonb->>'rightsVersion')::int)
  ), head as (
    insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies,
      filed_at, received_at, due_at, legal_due_at, due_provisional, due_explanation, status, national_status, open_task, seq, head_hash,
      waits_for, respond_by, outcome, pauses, supplements, by_proxy, closed_at, updated_at)
    select w->>'code', w->>'procedure', (w->>'version')::int, w->>'case', w->>'channel', w->>'office', w->>'receivingAgency',
      w->>'competentAgency', array(select jsonb_array_elements_text(w->'participants')), (w->>'at')::timestamptz,
      (w->>'receivedAt')::timestamptz, (w->>'dueAt')::timestamptz, (w->>'legalDueAt')::timestamptz, (w->>'dueProvisional')::boolean,
      nullif(w->'dueExplanation', 'null'), w->>'status', (w->>'nationalStatus')::smallint,
      w->>'openTask', (w->>'seq')::int, w->>'headHash', w->>'waitsFor', (w->>'respondBy')::timestamptz, w->>'outcomeCode',
      w->'pauses', (w->>'supplements')::smallint, (w->>'byProxy')::boolean, (w->>'closedAt')::timestamptz,
      (w->>'at')::timestamptz from w
    returning code
  ), recorded as (
    insert into command (scope, key, request_hash, act, outcome, at)
    select w->>'scope', w->>'key', w->>'requestHash', 'receive', w->'outcome', (w->>'at')::timestamptz from head, w
  ), written as (
    insert into dossier_event (stream, seq, v, type, at, actor, medium, place, command, data, prev_hash, hash)
    select e.stream, e.seq, e.v, e.type, e.at, e.actor, e.medium, e.place, e.command, e.data, e.prev_hash, e.hash
    from head, w, jsonb_to_recordset(w->'events') as e ${EVENT_RECORDSET}
  ), opened as (
    insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at, left_at, left_by,
      handed_from, handed_at)
    select o.id, w->>'code', o.number, o.stage, o.kind, o.agency, o.role, o.at, o.medium, o.due_at,
      (w->>'closedAt')::timestamptz, w->>'outcomeCode', o.handed_from, case when o.handed_from is not null then now() end
    from head, w, jsonb_to_recordset(w->'opened') as o ${TASK_RECORDSET}
  ), attached as (
    update document d set dossier = w->>'code' from w
    where d.id = any (array(select x::uuid from jsonb_array_elements_text(w->'documents') as x))
      and d.dossier is null and d.uploaded_by = w->>'person' and d.check_state <> 'refused'
    returning d.id
  ), applied as (
    insert into applicant (dossier, kind, name, name_search, phone, identity_masked, identity_hash, submitter_name,
      submitter_basis, submitter_identity_masked, submitter_identity_hash, salt)
    select w->>'code', a->>'kind', a->>'name', a->>'nameSearch', a->>'phone', a->>'identityMasked', a->>'identityHash',
      a->>'submitterName', a->>'submitterBasis', a->>'submitterIdentityMasked', a->>'submitterIdentityHash', w->>'salt'
    from head, w, lateral (select w->'applicant' as a) as x
  ), kept as (
    insert into dossier_personal (dossier, cipher, wrapped_key, master_key_id)
    select w->>'code', decode(p->>'cipher', 'base64'), decode(p->>'wrappedKey', 'base64'), p->>'masterKeyId'
    from head, w, lateral (select w->'sealed' as p) as x
  ), formed as (
    insert into dossier_form (dossier, cipher, wrapped_key, master_key_id, salt)
    select w->>'code', decode(f->>'cipher', 'base64'), decode(f->>'wrappedKey', 'base64'), f->>'masterKeyId', f->>'salt'
    from head, w, lateral (select w->'form' as f) as x where jsonb_typeof(f) = 'object'
  ), tracked as (
    insert into tracking (dossier, number, secret_hash, issued_at)
    select w->>'code', 1, w->>'trackingHash', (w->>'at')::timestamptz from head, w
  ), counted as (
    insert into indicator_delta (day, metric, agency, office, procedure, stage, bucket, n)
    select i.day, i.metric, i.agency, i.office, i.procedure, i.stage, i.bucket, i.n
    from head, w, jsonb_to_recordset(w->'deltas')
      as i (day date, metric text, agency text, office text, procedure text, stage text, bucket int, n int)
  ), posted as (
    insert into outbox (kind, subject, created_at, due_at)
    select 'start-dossier', w->>'code', (w->>'at')::timestamptz, now() + interval '3 seconds' from head, w where w->>'closedAt' is null
    returning id
  ), told as (
    insert into notice (dossier, stream, seq, kind, audience, queued_at)
    select w->>'code', w->>'code', n.seq, n.kind, n.audience, (w->>'at')::timestamptz
    from head, w, jsonb_to_recordset(w->'notices') as n (seq int, kind text, audience text)
  ), owed as (
    insert into obligation (dossier, id, kind, amount, lines, status, stops_clock, requested_at)
    select w->>'code', r.id, r.kind, r.amount, r.lines, 'requested', r.stops_clock, (w->>'at')::timestamptz
    from head, w, jsonb_to_recordset(w->'owed') as r (id text, kind text, amount bigint, lines jsonb, stops_clock boolean)
  ) select (select count(*) from head)::int as dossiers, (select count(*) from attached)::int as documents,
    (select id from posted) as posted`,
};

/** What took effect of a reception. */
interface IntakeWritten extends Record<string, unknown> {
  /** 0 when the receiver's rights have changed. */
  readonly dossiers: number;
  /** Fewer than named when one is unknown, somebody else's or already part of a dossier. */
  readonly documents: number;
  /** Id of the outbox row that the start of the run is waiting in. */
  readonly posted: string | null;
}

/** Writes a reception in one statement; where parts of an interlinked procedure begin with it, in two. */
export async function writeIntake(execute: Database['execute'], write: IntakeWrite): Promise<IntakeWritten> {
  const { state, beginning, personal, command, person } = write;
  const { form } = personal;
  const events = write.chained.map(({ event }) => event);
  const [row] = await execute<IntakeWritten>(INTAKE, [
    JSON.stringify({
      ...beginning.data,
      code: state.code,
      at: beginning.at,
      receivedAt: state.basis?.receivedAt ?? null,
      dueAt: state.dueAt,
      legalDueAt: state.clocks?.legalDueAt ?? null,
      dueProvisional: state.clocks?.provisional ?? false,
      waitsFor: state.wait?.kind ?? null,
      respondBy: state.wait?.respondBy ?? null,
      outcomeCode: state.outcome,
      pauses: state.pauses,
      supplements: state.supplements,
      byProxy: beginning.data.byProxy ?? false,
      closedAt: hasEnded(state) ? beginning.at : null,
      participants: write.participants,
      dueExplanation: write.explanation,
      status: state.status,
      nationalStatus: nationalStatus(state),
      openTask: state.step?.task ?? null,
      seq: state.seq,
      headHash: write.headHash,
      ...command,
      person: person.id,
      rightsVersion: person.rightsVersion,
      events: [...write.chained.map(toEventRow), ...eventRowsOf(write.births)],
      opened: openedTasks(events, state),
      owed: obligationsOf(events).owed,
      notices: noticesOf(events),
      documents: write.documents,
      trackingHash: write.trackingHash,
      applicant: personal.applicant.listed,
      salt: personal.salt,
      sealed: asText(personal.applicant.sealed),
      form: form && { ...asText(form), salt: form.salt },
      deltas: write.deltas,
    }),
  ]);
  if (row !== undefined && row.dossiers > 0) await beginParts(execute, state.code, beginning.at, write.births);
  return row ?? { dossiers: 0, documents: 0, posted: null };
}

/** As JSON takes it. */
function asText({ cipher, wrappedKey, masterKeyId }: SealedForm): Record<string, string> {
  return { cipher: cipher.toString('base64'), wrappedKey: wrappedKey.toString('base64'), masterKeyId };
}
