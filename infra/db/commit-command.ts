import type { CommandReceipt, CommandWrite } from '../../domain/dossier/command.ts';
import type { EventOf } from '../../domain/ledger/ledger-event.ts';
import type { DossierEvent, DossierEventType } from '../../domain/dossier/events.ts';
import { nationalStatus } from '../../domain/dossier/national-status.ts';
import { DomainError } from '../../domain/errors.ts';
import { findCommand } from './command-store.ts';
import { EVENT_RECORDSET, readStream, toEventRow } from './ledger-rows.ts';
import type { Database } from './orm.ts';

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
    update task t set acted_at = coalesce(c.at, t.acted_at), left_at = coalesce(c.at, t.left_at), person = coalesce(c.person, t.person),
      appointment = coalesce(c.appointment, t.appointment), medium = coalesce(c.medium, t.medium), place = coalesce(c.place, t.place),
      overdue = t.overdue or c.overdue
    from head, jsonb_to_recordset(w->'changed')
      as c (id text, at timestamptz, person text, appointment text, medium text, place text, overdue boolean)
    where t.id = c.id and t.dossier = code
  ), opened as (
    insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at)
    select o.id, code, o.number, o.stage, o.kind, o.agency, o.role, o.at, o.medium, o.due_at
    from head, jsonb_to_recordset(w->'opened')
      as o (id text, number int, stage text, kind text, agency text, role text, at timestamptz, medium text, due_at timestamptz)
  ), sealed as (
    insert into result (document, dossier, bucket, object_key, version_id, cipher_sha256, retain_until, sealed_at)
    select r.document, code, r.bucket, r.key, r."versionId", r.sha256, r."retainUntil", (w->>'at')::timestamptz
    from head, jsonb_to_recordset(w->'results')
      as r (document uuid, bucket text, key text, "versionId" text, sha256 text, "retainUntil" timestamptz)
  ), counted as (
    insert into indicator_delta (day, metric, agency, office, procedure, stage, bucket, n)
    select i.day, i.metric, i.agency, i.office, i.procedure, i.stage, i.bucket, i.n
    from head, jsonb_to_recordset(w->'deltas')
      as i (day date, metric text, agency text, office text, procedure text, stage text, bucket int, n int)
  ) select code from head`,
};

/**
 * Writes one decided command, exactly once.
 * @throws DomainError `key-reused`, `rights-changed`, or `stream-moved` when the ledger is ahead of the run that decided
 */
export async function commitCommand(db: Database, write: CommandWrite): Promise<CommandReceipt> {
  const { before, chained, outcome } = write;
  const { code, seq } = before.state;
  const rows = await db.execute(COMMIT, [code, seq, before.headHash, JSON.stringify(toParameter(write))]);
  if (rows.length === 1) return { events: chained.map(({ event }) => event), headHash: outcome.headHash, outcome };
  return findWritten(db, write);
}

/** The statement wrote nothing: the command was written before, or it may not be. */
async function findWritten(db: Database, { before, input }: CommandWrite): Promise<CommandReceipt> {
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

function toParameter({ after, input, chained, deltas, outcome }: CommandWrite): Record<string, unknown> {
  const events = chained.map(({ event }) => event);
  return {
    seq: after.seq,
    headHash: outcome.headHash,
    status: after.status,
    nationalStatus: nationalStatus(after),
    openTask: after.step?.task ?? null,
    overdue: after.overdue,
    processedAt: after.processedAt,
    closedAt: ofType(events, 'dossier-returned')[0]?.at ?? null,
    at: input.at,
    runId: input.runId,
    person: input.rights?.person ?? null,
    rightsVersion: input.rights?.version ?? null,
    key: input.key,
    requestHash: input.requestHash,
    act: input.act,
    outcome,
    events: chained.map(toEventRow),
    changed: changedTasks(events),
    opened: openedTasks(events),
    results: ofType(events, 'step-acted').flatMap(({ data }) => (data.result === null ? [] : [data.result])),
    deltas,
  };
}

/** What events change in rows of `task`. */
function changedTasks(events: readonly DossierEvent[]): Record<string, unknown>[] {
  const acted = ofType(events, 'step-acted').map(({ data, at, actor, medium, place }) => ({
    id: data.task,
    at,
    ...('person' in actor ? { person: actor.person, appointment: actor.appointment } : {}),
    medium,
    place,
    overdue: false,
  }));
  const late = ofType(events, 'step-overdue').map(({ data }) => ({ id: data.task, overdue: true }));
  return [...acted, ...late];
}

/** The rows of `task` that events open. */
export function openedTasks(events: readonly DossierEvent[]): Record<string, unknown>[] {
  return ofType(events, 'step-opened').map(({ data, at, medium }) => ({
    id: data.task,
    number: Number(data.task.slice(data.task.lastIndexOf('.') + 1)),
    stage: data.stage,
    kind: data.kind,
    agency: data.agency,
    role: data.role,
    at,
    medium,
    due_at: data.dueAt,
  }));
}

function ofType<T extends DossierEventType>(events: readonly DossierEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}
