import { DatabaseError } from 'pg';
import type {
  ConsultationReceipt,
  ConsultationWrite,
  ConsultationOutcome,
} from '../../domain/consultation/carry-out.ts';
import type { ConsultationEvent, ConsultationEventType } from '../../domain/consultation/events.ts';
import {
  foldConsultation,
  isOver,
  type ConsultationState,
  type HeldConsultation,
} from '../../domain/consultation/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { attachable, areAttachable } from './attached-documents.ts';
import { findCommand } from './command-store.ts';
import { EVENT_RECORDSET, readStream, toEventRow } from './ledger-rows.ts';
import type { Database } from './orm.ts';

/** One statement, as for dossiers: the head of the stream moves only if it stands where the command was decided. */
const COMMIT = {
  name: 'commit-consultation',
  text: `with named as (
    ${attachable(`$4::jsonb->>'dossier'`, `array(select x::uuid from jsonb_array_elements_text($4::jsonb->'files') as x)`, `$4::jsonb->>'person'`)} for update
  ), head as (
    update consultation c set
      seq = (w->>'seq')::int, head_hash = w->>'headHash', status = w->>'status', agency = w->>'agency', via = w->>'via',
      agencies = case when w->>'agency' = any (c.agencies) then c.agencies else c.agencies || (w->>'agency') end,
      delivered_at = case when (w->>'delivered')::boolean then coalesce((w->>'deliveredAt')::timestamptz, c.delivered_at) end,
      opened_at = case when (w->>'opened')::boolean then coalesce((w->>'openedAt')::timestamptz, c.opened_at) end,
      due_at = (w->>'dueAt')::timestamptz, overdue = (w->>'overdue')::boolean, opinion = w->>'opinion', late = (w->>'late')::boolean,
      documents = c.documents || array(select x::uuid from jsonb_array_elements_text(w->'sent') as x),
      answer_documents = array(select x::uuid from jsonb_array_elements_text(w->'answered') as x),
      closed_at = (w->>'closedAt')::timestamptz, updated_at = (w->>'at')::timestamptz,
      handed_at = case when w->>'agency' = c.agency then c.handed_at else now() end,
      accepted_at = case when w->>'agency' = c.agency then
        coalesce(c.accepted_at, case when w->>'status' in ('asked-back', 'answered') then (w->>'at')::timestamptz end) end,
      run_ids = case when w->>'runId' = any (c.run_ids) then c.run_ids else c.run_ids || (w->>'runId') end
    from (select $4::jsonb as w) input
    where c.code = $1 and c.seq = $2 and c.head_hash = $3 and (select count(*) from named) = jsonb_array_length(w->'files')
      and (w->>'person' is null or exists (
        select 1 from person p where p.id = w->>'person' and p.rights_version = (w->>'rightsVersion')::int))
    returning c.code, c.dossier, w
  ), recorded as (
    insert into command (scope, key, request_hash, act, outcome, at)
    select code, w->>'key', w->>'requestHash', w->>'act', w->'outcome', (w->>'at')::timestamptz from head
  ), written as (
    insert into dossier_event (stream, seq, v, type, at, actor, medium, place, command, data, prev_hash, hash)
    select e.stream, e.seq, e.v, e.type, e.at, e.actor, e.medium, e.place, e.command, e.data, e.prev_hash, e.hash
    from head, jsonb_to_recordset(w->'events') as e ${EVENT_RECORDSET}
  ), attached as (
    update document d set dossier = head.dossier from head, named n where d.id = n.id and d.dossier is null
  ), told as (
    insert into notice (dossier, stream, seq, kind, audience, queued_at)
    select dossier, code, n.seq, n.kind, n.audience, (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'notices') as n (seq int, kind text, audience text)
  ) select code from head`,
};

const HEAD = { name: 'consultation-head', text: 'select seq from consultation where code = $1' };

/**
 * Writes one decided command on a consultation, exactly once.
 * @throws DomainError `key-reused`, `rights-changed`, `document-unknown`, or `stream-moved` when the ledger is ahead of the run that decided
 */
export async function commitConsultation(
  db: Pick<Database, 'execute'>,
  write: ConsultationWrite,
): Promise<ConsultationReceipt> {
  const { before, beforeHash, chained, input, outcome } = write;
  const events = chained.map(({ event }) => event);
  const files = filesOf(events);
  const [row] = await db
    .execute(COMMIT, [before.code, before.seq, beforeHash, JSON.stringify(toParameter(write, files))])
    .catch((error: unknown) => {
      if (error instanceof DatabaseError && error.constraint === 'command_pkey') return [];
      throw error;
    });
  if (row !== undefined) return { events, headHash: outcome.headHash, outcome };
  const known = await findCommand<ConsultationOutcome>(db, before.code, input.key, input.requestHash);
  if (known !== null) {
    const written = await readStream<ConsultationEvent>(db, before.code, input.key);
    return { events: written.map(({ event }) => event), headHash: known.headHash, outcome: known };
  }
  const [head] = await db.execute<{ seq: number }>(HEAD, [before.code]);
  if (head?.seq !== before.seq)
    throw new DomainError('stream-moved', { code: before.code, seq: before.seq, ledger: head?.seq ?? null });
  const free = await areAttachable(db, before.of, files, input.rights?.person ?? null);
  throw new DomainError(free ? 'rights-changed' : 'document-unknown');
}

function filesOf(events: readonly ConsultationEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'consultation-answered' || event.type === 'consultation-replied'
      ? event.data.documents.map(({ id }) => id)
      : [],
  );
}

function toParameter({ after, input, chained, outcome }: ConsultationWrite, files: readonly string[]): object {
  const events = chained.map(({ event }) => event);
  const atOf = (type: ConsultationEventType): string | null => events.find((event) => event.type === type)?.at ?? null;
  const documentsOf = (type: 'consultation-answered' | 'consultation-replied'): string[] =>
    filesOf(events.filter((event) => event.type === type));
  return {
    dossier: after.of,
    files,
    seq: after.seq,
    headHash: outcome.headHash,
    status: after.status,
    agency: after.agency,
    via: after.via,
    delivered: after.delivered,
    deliveredAt: atOf('consultation-delivered'),
    opened: after.opened,
    openedAt: atOf('consultation-opened'),
    dueAt: after.dueAt,
    overdue: after.overdue,
    opinion: after.opinion,
    late: after.late,
    sent: documentsOf('consultation-replied'),
    answered: documentsOf('consultation-answered'),
    closedAt: isOver(after) ? input.at : null,
    at: input.at,
    runId: input.runId,
    person: input.rights?.person ?? null,
    rightsVersion: input.rights?.version ?? null,
    key: input.key,
    requestHash: input.requestHash,
    act: input.act,
    outcome,
    events: chained.map(toEventRow),
    notices: events.flatMap((event) => noticesOf(event, after)),
  };
}

/** Who is told of what happens to a consultation; of an answer that is late, or does not come, the head of the one-stop office too (art. 19.5). */
function noticesOf(event: ConsultationEvent, { onSilence }: ConsultationState): object[] {
  const told = (...audiences: string[]): object[] =>
    audiences.map((audience) => ({
      seq: event.seq,
      kind: `${event.type}${audience === 'one-stop-head' ? '-head' : ''}`,
      audience,
    }));
  switch (event.type) {
    case 'consultation-reminded':
    case 'consultation-replied':
    case 'consultation-passed-on':
    case 'consultation-recalled':
      return told('asked-agency');
    case 'consultation-asked-back':
      return told('asking-agency');
    case 'consultation-answered':
      return event.data.late ? told('asking-agency', 'one-stop-head') : told('asking-agency');
    case 'consultation-overdue':
      return [
        ...told('asking-agency', 'one-stop-head'),
        ...(onSilence === 'escalate'
          ? [{ seq: event.seq, kind: 'consultation-escalated', audience: 'asked-agency' }]
          : []),
      ];
    default:
      return [];
  }
}

/** Folds a consultation's stream. @throws DomainError `consultation-unknown`, `ledger-gap`, `ledger-tampered` */
export async function loadConsultation(db: Pick<Database, 'execute'>, code: string): Promise<HeldConsultation> {
  const chained = await readStream<ConsultationEvent>(db, code);
  if (chained[0]?.event.type !== 'consultation-sent')
    throw new DomainError('consultation-unknown', { consultation: code });
  const headHash = verifyChain(chained);
  return { state: foldConsultation(chained.map(({ event }) => event)), headHash };
}
