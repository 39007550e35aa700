import type { Birth } from '../../domain/dossier/births.ts';
import { nationalStatus } from '../../domain/dossier/national-status.ts';
import type { PartBirth } from '../../domain/dossier/part-births.ts';
import type { Database } from './orm.ts';
import { openedTasks, TASK_RECORDSET } from './task-rows.ts';

/**
 * Sub-dossiers that begin with a command of their dossier, as parts of its statement after `head`: their rows, which have from the
 * dossier what was filed and who takes part, their first tasks, and the outbox rows by which their runs are started if the dossier's
 * own run does not come to it.
 */
export const PARTS_BEGUN = `parted as (
    insert into dossier (code, parent, part, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency,
      agencies, by_proxy, filed_at, received_at, due_at, due_provisional, due_explanation, status, national_status, open_task, seq,
      head_hash, waits_for, pauses, supplements, updated_at)
    select b.code, d.code, b.part, d.procedure, d.procedure_version, d.case_id, d.channel, d.office, d.receiving_agency, b.agency,
      d.agencies, d.by_proxy, (w->>'at')::timestamptz, (w->>'at')::timestamptz, b.due_at, b.due_provisional, b.due_explanation, b.status,
      b.national_status, b.open_task, b.seq, b.head_hash, b.waits_for, b.pauses, 0, (w->>'at')::timestamptz
    from head h join dossier d on d.code = h.code, jsonb_to_recordset(w->'parts') as b (code text, part text, agency text,
      due_at timestamptz, due_provisional boolean, due_explanation jsonb, status text, national_status smallint, open_task text,
      seq int, head_hash text, waits_for text, pauses jsonb)
  ), parts_opened as (
    insert into task (id, dossier, number, stage, kind, agency, role, routed_at, routed_medium, due_at, handed_from, handed_at)
    select o.id, o.dossier, o.number, o.stage, o.kind, o.agency, o.role, o.at, o.medium, o.due_at, o.handed_from,
      case when o.handed_from is not null then now() end
    from head, jsonb_to_recordset(w->'partTasks') as o ${TASK_RECORDSET.replace('(id text,', '(id text, dossier text,')}
  ), parts_posted as (
    insert into outbox (kind, subject, created_at, due_at)
    select 'start-dossier', b.code, (w->>'at')::timestamptz, now() + interval '5 seconds'
    from head, jsonb_to_recordset(w->'parts') as b (code text)
  )`;

const BEGIN_PARTS = {
  name: 'begin-parts',
  text: `with head as (select $1::text as code, $2::jsonb as w), ${PARTS_BEGUN} select code from head`,
};

/** Writes what begins with the reception of a dossier, inside its transaction, once the dossier is there; the events are written with it. */
export async function beginParts(
  execute: Database['execute'],
  code: string,
  at: string,
  births: readonly Birth[],
): Promise<void> {
  if (births.length > 0) await execute(BEGIN_PARTS, [code, JSON.stringify({ at, ...partRowsOf(births) })]);
}

/** The rows of sub-dossiers that begin, and of their tasks. */
export function partRowsOf(births: readonly Birth[]): {
  parts: Record<string, unknown>[];
  partTasks: Record<string, unknown>[];
} {
  const parts = births.filter((birth): birth is PartBirth => birth.kind === 'part');
  return {
    parts: parts.map(({ part, agency, state, headHash, explanation }) => ({
      code: state.code,
      part,
      agency,
      due_at: state.dueAt,
      due_provisional: state.clocks?.provisional ?? false,
      due_explanation: explanation,
      status: state.status,
      national_status: nationalStatus(state),
      open_task: state.step?.task ?? null,
      seq: state.seq,
      head_hash: headHash,
      waits_for: state.wait?.kind ?? null,
      pauses: state.pauses,
    })),
    partTasks: parts.flatMap(({ state, chained }) =>
      openedTasks(
        chained.map(({ event }) => event),
        state,
      ).map((task) => ({ ...task, dossier: state.code })),
    ),
  };
}
