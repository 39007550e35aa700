import type { CommandWrite } from '../../domain/dossier/command.ts';
import { ofType, type DossierEvent, type Officers } from '../../domain/dossier/events.ts';
import { handedFrom, isAcceptance } from '../../domain/dossier/handovers.ts';
import type { DossierState, OpenStep } from '../../domain/dossier/state.ts';

const NOBODY = { lead: null, supporting: [], following: [] } as const;
type Nobody = typeof NOBODY;

/** What an event changes in a row of `task`; what is absent stays as it is. */
interface TaskChange {
  readonly id: string;
  /** The task is open again, as if nobody had acted on it. */
  readonly restored?: true;
  readonly at?: string;
  readonly left_at?: string;
  readonly left_by?: string;
  readonly person?: string;
  readonly appointment?: string;
  readonly medium?: string;
  readonly place?: string | null;
  readonly retimed?: true;
  readonly due_at?: string | null;
  readonly overdue?: boolean;
  /** The officers are these, or nobody. */
  readonly assigned?: true;
  readonly lead?: string | null;
  readonly supporting?: readonly string[];
  readonly following?: readonly string[];
  /** What was handed over was said to have arrived, or was accepted: the first time counts. */
  readonly delivered_at?: string;
  readonly accepted_at?: string;
}

/** The recordset that `jsonb_to_recordset` reads opened tasks from. */
export const TASK_RECORDSET = `(id text, number int, stage text, kind text, agency text, role text, at timestamptz, medium text,
  due_at timestamptz, lead text, supporting text[], following text[], handed_from text)`;

/** What a command changes in rows of `task`, one change a task. */
export function changedTasks({ before, after, chained }: CommandWrite): TaskChange[] {
  const events = chained.map(({ event }) => event);
  const changes = new Map<string, TaskChange>();
  const change = (one: TaskChange): unknown => changes.set(one.id, { ...changes.get(one.id), ...one });
  for (const event of events) for (const one of changesOf(event, before.state, after)) change(one);
  const open = after.step;
  if (open !== null && open.task === before.state.step?.task) {
    if (open.dueAt !== before.state.step.dueAt) change({ id: open.task, retimed: true, due_at: open.dueAt });
    if (open.overdue !== before.state.step.overdue) change({ id: open.task, overdue: open.overdue });
  }
  const held = before.state.step;
  const taken =
    held === null || !mayBeTaken(held) ? undefined : events.find((event) => isAcceptance(event, held.agency));
  if (held !== null && taken !== undefined) change({ id: held.task, accepted_at: taken.at });
  return [...changes.values()];
}

function mayBeTaken({ from, agency, handover }: OpenStep): boolean {
  return from !== agency && handover !== 'accepted';
}

function changesOf(event: DossierEvent, { step }: DossierState, { officers }: DossierState): TaskChange[] {
  const { at, actor, medium, place } = event;
  const by = 'person' in actor ? { person: actor.person, appointment: actor.appointment } : {};
  const acted = { at, left_at: at, ...by, medium, place };
  switch (event.type) {
    case 'step-acted':
      return [{ id: event.data.task, ...acted, left_by: event.data.act }];
    case 'step-sent-back':
      return [{ id: event.data.task, ...acted, left_by: 'send-back' }];
    case 'act-undone':
      if (event.data.act === 'assign')
        return step === null ? [] : [{ id: step.task, ...assigned(officers[step.stage]) }];
      return [
        { id: event.data.task, left_at: at, left_by: 'undo' },
        { id: event.data.restored, restored: true },
      ];
    case 'handover-delivered':
      return [{ id: event.data.task, delivered_at: at }];
    case 'parts-joined':
      return [{ id: event.data.task, left_at: at, left_by: 'joined' }];
    case 'part-recalled':
      return step === null ? [] : [{ id: step.task, left_at: at, left_by: 'recalled' }];
    case 'dossier-closed':
      return step === null ? [] : [{ id: step.task, left_at: at, left_by: event.data.outcome }];
    case 'officers-assigned': {
      const { stage } = event.data;
      return step?.stage === stage ? [{ id: step.task, ...assigned(officers[stage]) }] : [];
    }
    default:
      return [];
  }
}

function assigned({ lead, supporting, following }: Officers | Nobody = NOBODY): Omit<TaskChange, 'id'> {
  return { assigned: true, lead, supporting, following };
}

/**
 * The rows of `task` that events open, as they stand after them: a stage that has its officers keeps them, and one that has to wait
 * at once is due at no instant.
 */
export function openedTasks(
  events: readonly DossierEvent[],
  { officers, step }: Pick<DossierState, 'officers' | 'step'>,
): Record<string, unknown>[] {
  return ofType(events, 'step-opened').map((event) => {
    const { data, at, medium } = event;
    return {
      id: data.task,
      number: Number(data.task.slice(data.task.lastIndexOf('.') + 1)),
      stage: data.stage,
      kind: data.kind,
      agency: data.agency,
      role: data.role,
      at,
      medium,
      due_at: step?.task === data.task ? step.dueAt : data.dueAt,
      ...(officers[data.stage] ?? NOBODY),
      handed_from: handedFrom(event),
    };
  });
}
