import type { CommandReceipt, CommandWrite } from '../../domain/dossier/command.ts';
import { ofType } from '../../domain/dossier/events.ts';
import { hasEnded } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { findCommand } from './command-store.ts';
import { EVENT_RECORDSET, readStream, toEventRow } from './ledger-rows.ts';
import type { Database } from './orm.ts';
import { noticesOf, obligationsOf } from './side-rows.ts';
import { changedTasks, openedTasks, TASK_RECORDSET } from './task-rows.ts';

/**
 * One statement, so one transaction and one round trip: the head of the stream moves only if it stands where the command was
 * decided and the actor's rights are still the same; everything else follows from that row. Tasks are named with their dossier
 * too, which is how the planner knows that they are few.
 */
const COMMIT = {
  name: 'commit-command',
  text: `with head as (
    update dossier d set
      seq = (w->>'seq')::int, head_hash = w->>'headHash', status = w->>'status', national_status = (w->>'nationalStatus')::smallint,
      open_task = w->>'openTask', overdue = (w->>'overdue')::boolean, processed_at = (w->>'processedAt')::timestamptz,
      received_at = coalesce(received_at, (w->>'receivedAt')::timestamptz), due_at = (w->>'dueAt')::timestamptz,
      legal_due_at = (w->>'legalDueAt')::timestamptz, due_provisional = (w->>'dueProvisional')::boolean,
      due_explanation = coalesce(nullif(w->'dueExplanation', 'null'), due_explanation), waits_for = w->>'waitsFor',
      respond_by = (w->>'respondBy')::timestamptz, outcome = w->>'outcomeCode', pauses = w->'pauses',
      supplements = (w->>'supplements')::smallint,
      closed_at = (w->>'closedAt')::timestamptz, updated_at = (w->>'at')::timestamptz,
      run_ids = case when w->>'runId' = any(run_ids) then run_ids else run_ids || (w->>'runId') end
    from (select $4::jsonb as w) input
    where d.code = $1 and d.seq = $2 and d.head_hash = $3 and (w->>'person' is null or exists (
      select 1 from person p where p.id = w->>'person' and p.rights_version = (w->>'rightsVersion')::int))
    returning d.code, d.office, d.procedure, w
  ), recorded as (
    insert into command (scope, key, request_hash, act, outcome, at)
    select code, w->>'key', w->>'requestHash', w->>'act', w->'outcome', (w->>'at')::timestamptz from head
  ), written as (
    insert into dossier_event (stream, seq, v, type, at, actor, medium, place, command, data, prev_hash, hash)
    select e.stream, e.seq, e.v, e.type, e.at, e.actor, e.medium, e.place, e.command, e.data, e.prev_hash, e.hash
    from head, jsonb_to_recordset(w->'events') as e ${EVENT_RECORDSET}
  ), changed as (
    update task t set
      acted_at = case when c.restored then null else coalesce(c.at, t.acted_at) end,
      left_at = case when c.restored then null else coalesce(c.left_at, t.left_at) end,
      left_by = case when c.restored then null else coalesce(c.left_by, t.left_by) end,
      person = case when c.restored then null else coalesce(c.person, t.person) end,
      appointment = case when c.restored then null else coalesce(c.appointment, t.appointment) end,
      medium = case when c.restored then null else coalesce(c.medium, t.medium) end,
      place = case when c.restored then null else coalesce(c.place, t.place) end,
      due_at = case when c.retimed then c.due_at else t.due_at end,
      overdue = coalesce(c.overdue, t.overdue), lead = coalesce(c.lead, t.lead),
      supporting = coalesce(c.supporting, t.supporting), following = coalesce(c.following, t.following)
    from head, jsonb_to_recordset(w->'changed') as c (id text, restored boolean, at timestamptz, left_at timestamptz, left_by text,
      person text, appointment text, medium text, place text, retimed boolean, due_at timestamptz, overdue boolean,
      lead text, supporting text[], following text[])
    where t.id = c.id and t.dossier = code
  ), opened as (
    insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at, lead, supporting, following)
    select o.id, code, o.number, o.stage, o.kind, o.agency, o.role, o.at, o.medium, o.due_at, o.lead, o.supporting, o.following
    from head, jsonb_to_recordset(w->'opened') as o ${TASK_RECORDSET}
  ), sealed as (
    insert into result (document, dossier, bucket, object_key, version_id, cipher_sha256, retain_until, sealed_at)
    select r.document, code, r.bucket, r.key, r."versionId", r.sha256, r."retainUntil", (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'results')
      as r (document uuid, bucket text, key text, "versionId" text, sha256 text, "retainUntil" timestamptz)
  ), owed as (
    insert into obligation as o (dossier, id, kind, amount, lines, status, stops_clock, requested_at)
    select code, r.id, r.kind, r.amount, r.lines, 'requested', r.stops_clock, (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'owed') as r (id text, kind text, amount bigint, lines jsonb, stops_clock boolean)
  ), settled as (
    update obligation o set status = r.status, settled_at = (w->>'at')::timestamptz, method = coalesce(r.method, o.method),
      reference = coalesce(r.reference, o.reference), refunded = coalesce(r.refunded, o.refunded)
    from head, jsonb_to_recordset(w->'settled') as r (id text, status text, method text, reference text, refunded bigint)
    where o.dossier = code and o.id = r.id
  ), told as (
    insert into notice (dossier, seq, kind, queued_at)
    select code, n.seq, n.kind, (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'notices') as n (seq int, kind text)
  ), posted as (
    insert into outbox (kind, subject, created_at, due_at)
    select 'restart-dossier', code, (w->>'at')::timestamptz, now() + interval '3 seconds' from head where (w->>'restarts')::boolean
    returning id
  ), counted as (
    insert into indicator_delta (day, metric, agency, office, procedure, stage, bucket, n)
    select i.day, i.metric, i.agency, i.office, i.procedure, i.stage, i.bucket, i.n
    from head, jsonb_to_recordset(w->'deltas')
      as i (day date, metric text, agency text, office text, procedure text, stage text, bucket int, n int)
  ) select code, (select id from posted) as posted from head`,
};

/**
 * Writes one decided command, exactly once.
 * @throws DomainError `key-reused`, `rights-changed`, or `stream-moved` when the ledger is ahead of the run that decided
 */
export async function commitCommand(
  db: Pick<Database, 'execute'>,
  write: CommandWrite,
): Promise<CommandReceipt & { readonly posted?: string | null }> {
  const { before, chained, outcome } = write;
  const { code, seq } = before.state;
  const [row] = await db.execute<{ posted: string | null }>(COMMIT, [
    code,
    seq,
    before.headHash,
    JSON.stringify(toParameter(write)),
  ]);
  if (row !== undefined) {
    const events = chained.map(({ event }) => event);
    return { events, headHash: outcome.headHash, outcome, posted: row.posted };
  }
  return findWritten(db, write);
}

/** The statement wrote nothing: the command was written before, or it may not be. */
async function findWritten(db: Pick<Database, 'execute'>, { before, input }: CommandWrite): Promise<CommandReceipt> {
  const { code, seq } = before.state;
  const outcome = await findCommand(db, code, input.key, input.requestHash);
  if (outcome !== null) {
    const chained = await readStream(db, code, input.key);
    return { events: chained.map(({ event }) => event), headHash: outcome.headHash, outcome };
  }
  const [head] = await db.execute<{ seq: number }>(HEAD, [code]);
  if (head !== undefined && head.seq === seq) throw new DomainError('rights-changed');
  throw new DomainError('stream-moved', { code, seq, ledger: head?.seq ?? null });
}

const HEAD = { name: 'dossier-head', text: 'select seq from dossier where code = $1' };

function toParameter(write: CommandWrite): Record<string, unknown> {
  const { after, input, chained, deltas, outcome, explanation } = write;
  const events = chained.map(({ event }) => event);
  return {
    seq: after.seq,
    headHash: outcome.headHash,
    status: after.status,
    nationalStatus: outcome.nationalStatus,
    openTask: after.step?.task ?? null,
    overdue: after.overdue,
    processedAt: after.processedAt,
    receivedAt: after.basis?.receivedAt ?? null,
    dueAt: after.dueAt,
    legalDueAt: after.clocks?.legalDueAt ?? null,
    dueProvisional: after.clocks?.provisional ?? false,
    dueExplanation: explanation,
    waitsFor: after.wait?.kind ?? null,
    respondBy: after.wait?.respondBy ?? null,
    outcomeCode: after.outcome,
    pauses: after.pauses,
    supplements: after.supplements,
    closedAt: hasEnded(after) ? input.at : null,
    at: input.at,
    runId: input.runId,
    person: input.rights?.person ?? null,
    rightsVersion: input.rights?.version ?? null,
    key: input.key,
    requestHash: input.requestHash,
    act: input.act,
    outcome,
    events: chained.map(toEventRow),
    changed: changedTasks(write),
    opened: openedTasks(events, after.officers),
    results: events.flatMap((event) =>
      (event.type === 'step-acted' || event.type === 'result-sealed') && event.data.result !== null
        ? [event.data.result]
        : [],
    ),
    ...obligationsOf(events),
    notices: noticesOf(events),
    restarts: ofType(events, 'dossier-reopened').length > 0,
    deltas,
  };
}
