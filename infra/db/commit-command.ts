import { DatabaseError } from 'pg';
import type { CommandReceipt, CommandWrite } from '../../domain/dossier/command.ts';
import { ofType } from '../../domain/dossier/events.ts';
import { hasEnded } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { agenciesOfStages } from '../../domain/procedure/resolve-agencies.ts';
import { areAttachable, attachable, documentsNamedBy } from './attached-documents.ts';
import { BEGUN, consultationRowsOf, eventRowsOf, noticesOfBirths } from './birth-rows.ts';
import { findCommand } from './command-store.ts';
import { assertDutiesApartElsewhere, boundElsewhere } from './duties-elsewhere.ts';
import { EVENT_RECORDSET, readStream, toEventRow } from './ledger-rows.ts';
import type { Database } from './orm.ts';
import { partRowsOf } from './part-rows.ts';
import { noticesOf, obligationsOf } from './side-rows.ts';
import { changedTasks, openedTasks, TASK_RECORDSET } from './task-rows.ts';

/**
 * One statement, so one transaction and one round trip: the head of the stream moves only if it stands where the command was
 * decided and the actor's rights are still the same; everything else follows from that row. Tasks are named with their dossier
 * too, which is how the planner knows that they are few.
 */
const commit = (name: string, { named = '', onlyWith = '', attached = '', begun = '' } = {}) => ({
  name,
  text: `with ${named}head as (
    update dossier d set
      seq = (w->>'seq')::int, head_hash = w->>'headHash', status = w->>'status', national_status = (w->>'nationalStatus')::smallint,
      open_task = w->>'openTask', overdue = (w->>'overdue')::boolean, processed_at = (w->>'processedAt')::timestamptz,
      received_at = coalesce(received_at, (w->>'receivedAt')::timestamptz), due_at = (w->>'dueAt')::timestamptz,
      legal_due_at = (w->>'legalDueAt')::timestamptz, due_provisional = (w->>'dueProvisional')::boolean,
      due_explanation = coalesce(nullif(w->'dueExplanation', 'null'), due_explanation), waits_for = w->>'waitsFor',
      respond_by = (w->>'respondBy')::timestamptz, outcome = w->>'outcomeCode', pauses = w->'pauses',
      supplements = (w->>'supplements')::smallint,
      procedure_version = coalesce((w->>'version')::int, procedure_version),
      agencies = case when w->'joining' = '[]' then agencies
        else array(select distinct a from unnest(agencies || array(select jsonb_array_elements_text(w->'joining'))) as a) end,
      closed_at = (w->>'closedAt')::timestamptz, updated_at = (w->>'at')::timestamptz,
      run_ids = case when w->>'runId' is null or w->>'runId' = any(run_ids) then run_ids else run_ids || (w->>'runId') end
    from (select $4::jsonb as w) input
    where d.code = $1 and d.seq = $2 and d.head_hash = $3 and d.erased_at is null and (w->>'person' is null or exists (
      select 1 from person p where p.id = w->>'person' and p.rights_version = (w->>'rightsVersion')::int))${onlyWith}
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
      overdue = coalesce(c.overdue, t.overdue), lead = case when c.assigned then c.lead else t.lead end,
      supporting = coalesce(c.supporting, t.supporting), following = coalesce(c.following, t.following),
      delivered_at = coalesce(t.delivered_at, c.delivered_at),
      accepted_at = coalesce(t.accepted_at, case when t.handed_from is not null then c.accepted_at end)
    from head, jsonb_to_recordset(w->'changed') as c (id text, restored boolean, at timestamptz, left_at timestamptz, left_by text,
      person text, appointment text, medium text, place text, retimed boolean, due_at timestamptz, overdue boolean, assigned boolean,
      lead text, supporting text[], following text[], delivered_at timestamptz, accepted_at timestamptz)
    where t.id = c.id and t.dossier = code
  ), opened as (
    insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at, lead, supporting, following,
      handed_from, handed_at)
    select o.id, code, o.number, o.stage, o.kind, o.agency, o.role, o.at, o.medium, o.due_at, o.lead, o.supporting, o.following,
      o.handed_from, case when o.handed_from is not null then now() end
    from head, jsonb_to_recordset(w->'opened') as o ${TASK_RECORDSET}
  ), sealed as (
    insert into result (document, dossier, bucket, object_key, version_id, cipher_sha256, retain_until, sealed_at)
    select r.document, code, r.bucket, r.key, r."versionId", r.sha256, r."retainUntil", (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'results')
      as r (document uuid, bucket text, key text, "versionId" text, sha256 text, "retainUntil" timestamptz)
    on conflict (document) do nothing
  ), ${attached}${begun}owed as (
    insert into obligation as o (dossier, id, kind, amount, lines, status, stops_clock, requested_at)
    select code, r.id, r.kind, r.amount, r.lines, 'requested', r.stops_clock, (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'owed') as r (id text, kind text, amount bigint, lines jsonb, stops_clock boolean)
  ), settled as (
    update obligation o set status = r.status, settled_at = (w->>'at')::timestamptz, method = coalesce(r.method, o.method),
      reference = coalesce(r.reference, o.reference), refunded = coalesce(r.refunded, o.refunded)
    from head, jsonb_to_recordset(w->'settled') as r (id text, status text, method text, reference text, refunded bigint)
    where o.dossier = code and o.id = r.id
  ), told as (
    insert into notice (dossier, stream, seq, kind, audience, queued_at)
    select code, coalesce(n.stream, code), n.seq, n.kind, n.audience, (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'notices') as n (stream text, seq int, kind text, audience text)
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
});

const COMMIT = commit('commit-command');

/** The same for the few commands that take files in: all of them, or nothing is written. Two that name one file take turns. */
const COMMIT_WITH_FILES = commit('commit-command-with-files', {
  named: `named as (
    ${attachable('$1', `array(select x::uuid from jsonb_array_elements_text($4::jsonb->'documents') as x)`, `$4::jsonb->>'person'`)} for update
  ), `,
  onlyWith: ` and (select count(*) from named) = jsonb_array_length(w->'documents')`,
  attached: `attached as (
    update document c set dossier = code from head, named n where c.id = n.id and c.dossier is null
  ), `,
});

/** The same for those with which other streams begin. */
const COMMIT_WITH_BIRTHS = commit('commit-command-with-births', { begun: BEGUN });

/**
 * Writes one decided command, exactly once.
 * @throws DomainError `key-reused`, `rights-changed`, `duties-not-separate`, `document-unknown`, `dossier-erased`, or `stream-moved` when the ledger is ahead of the run that decided
 */
export async function commitCommand(
  db: Pick<Database, 'execute' | 'transaction'>,
  write: CommandWrite,
): Promise<CommandReceipt & { readonly posted?: string | null }> {
  const { before, chained, outcome } = write;
  const { code, seq } = before.state;
  const events = chained.map(({ event }) => event);
  const documents = documentsNamedBy(events);
  const statement = write.births.length > 0 ? COMMIT_WITH_BIRTHS : documents.length === 0 ? COMMIT : COMMIT_WITH_FILES;
  const params = [code, seq, before.headHash, JSON.stringify({ ...toParameter(write), documents })];
  const commitBy = (execute: Database['execute']) => execute<{ posted: string | null }>(statement, params);
  const bound = boundElsewhere(write);
  const [row] = await (
    bound === null
      ? commitBy(db.execute)
      : db.transaction(async (execute) => {
          await assertDutiesApartElsewhere(execute, write, bound);
          return commitBy(execute);
        })
  ).catch((error: unknown) => {
    if (isKnownCommand(error)) return [];
    throw error;
  });
  if (row !== undefined) {
    return { events, headHash: outcome.headHash, outcome, posted: row.posted };
  }
  return findWritten(db, write, documents);
}

/**
 * The same command came twice, under two conditions or to two workers, and its act could be done again where the first one left the
 * dossier: its key alone tells them apart, and took the whole statement back.
 */
function isKnownCommand(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'command_pkey';
}

/** The statement wrote nothing: the command was written before, or it may not be. */
async function findWritten(
  db: Pick<Database, 'execute'>,
  { before, input }: CommandWrite,
  documents: readonly string[],
): Promise<CommandReceipt> {
  const { code, seq } = before.state;
  const outcome = await findCommand(db, code, input.key, input.requestHash);
  if (outcome !== null) {
    const chained = await readStream(db, code, input.key);
    return { events: chained.map(({ event }) => event), headHash: outcome.headHash, outcome };
  }
  const [head] = await db.execute<{ seq: number; erased: boolean }>(HEAD, [code]);
  if (head?.erased === true) throw new DomainError('dossier-erased', { code });
  if (head !== undefined && head.seq === seq) {
    const known = await areAttachable(db, code, documents, input.rights?.person ?? null);
    throw new DomainError(known ? 'rights-changed' : 'document-unknown');
  }
  throw new DomainError('stream-moved', { code, seq, ledger: head?.seq ?? null });
}

const HEAD = { name: 'dossier-head', text: 'select seq, erased_at is not null as erased from dossier where code = $1' };

function toParameter(write: CommandWrite): Record<string, unknown> {
  const { after, input, chained, births, deltas, outcome, explanation } = write;
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
    version: after.version,
    joining: ofType(events, 'version-migrated').flatMap(({ data }) => agenciesOfStages(data.agencies)),
    closedAt: hasEnded(after) ? input.at : null,
    at: input.at,
    // Nobody's: it was decided without a run.
    runId: input.runId === '' ? null : input.runId,
    person: input.rights?.person ?? null,
    rightsVersion: input.rights?.version ?? null,
    key: input.key,
    requestHash: input.requestHash,
    act: input.act,
    outcome,
    events: [...chained.map(toEventRow), ...eventRowsOf(births)],
    ...(births.length === 0 ? {} : { consultations: consultationRowsOf(births), ...partRowsOf(births) }),
    changed: changedTasks(write),
    opened: openedTasks(events, after),
    results: events.flatMap((event) =>
      (event.type === 'step-acted' || event.type === 'result-sealed') && event.data.result !== null
        ? [event.data.result]
        : [],
    ),
    ...obligationsOf(events),
    notices: [...noticesOf(events), ...noticesOfBirths(births)],
    restarts: ofType(events, 'dossier-reopened').length > 0,
    deltas,
  };
}
