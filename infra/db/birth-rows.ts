import type { Birth, ConsultationBirth } from '../../domain/dossier/births.ts';
import { toEventRow } from './ledger-rows.ts';
import { PARTS_BEGUN } from './part-rows.ts';

/**
 * What begins with a dossier's command, as parts of its statement after `head`: rows of consultations, and the outbox rows by
 * which their runs are started if the dossier's own run does not come to it.
 */
export const BEGUN = `asked as (
    insert into consultation (code, dossier, number, task, stage, rule, asker, asked_by, agency, agencies, via, on_silence, status,
      documents, content_hash, sent_at, delivered_at, due_at, seq, head_hash, updated_at)
    select b.code, h.code, b.number, b.task, b.stage, b.rule, b.asker, b.asked_by, b.agency, array[b.agency], b.via, b.on_silence, 'open',
      b.documents, b.content_hash, b.sent_at, b.delivered_at, b.due_at, b.seq, b.head_hash, b.sent_at
    from head h, jsonb_to_recordset(w->'consultations') as b (code text, number int, task text, stage text, rule text, asker text,
      asked_by text, agency text, via text, on_silence text, documents uuid[], content_hash text, sent_at timestamptz,
      delivered_at timestamptz, due_at timestamptz, seq int, head_hash text)
  ), begun as (
    insert into outbox (kind, subject, created_at, due_at)
    select 'start-consultation', b.code, (w->>'at')::timestamptz, now() + interval '5 seconds'
    from head, jsonb_to_recordset(w->'consultations') as b (code text)
  ), ${PARTS_BEGUN}, `;

/** The events of all streams that begin, as rows for the recordset. */
export function eventRowsOf(births: readonly Birth[]): Record<string, unknown>[] {
  return births.flatMap((birth) => birth.chained.map(toEventRow));
}

/** The rows of consultations that begin. */
export function consultationRowsOf(births: readonly Birth[]): Record<string, unknown>[] {
  return births.filter((birth): birth is ConsultationBirth => birth.kind === 'consultation').map(toRow);
}

function toRow({ number, task, askedBy, state, chained }: ConsultationBirth): Record<string, unknown> {
  return {
    code: state.code,
    number,
    task,
    stage: state.stage,
    rule: state.rule,
    asker: state.asker,
    asked_by: askedBy,
    agency: state.agency,
    via: state.via,
    on_silence: state.onSilence,
    documents: state.documents.map(({ id }) => id),
    content_hash: state.contentHash,
    sent_at: state.sentAt,
    delivered_at: state.delivered ? state.sentAt : null,
    due_at: state.dueAt,
    seq: state.seq,
    head_hash: chained.at(-1)?.hash,
  };
}

/** Who is told that something begins: the agency that is asked. */
export function noticesOfBirths(births: readonly Birth[]): Record<string, unknown>[] {
  return births
    .filter((birth): birth is ConsultationBirth => birth.kind === 'consultation')
    .map(({ state: { code } }) => ({ stream: code, seq: 1, kind: 'consultation-sent', audience: 'asked-agency' }));
}
