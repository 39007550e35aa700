import { z } from 'zod';
import { cursorsOf, KeyInstant, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type { TaskItem, TaskOpening, TaskQuery } from '../../../contracts/task.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { ROLES, type Role } from '../../../domain/access/roles.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { StepKind } from '../../../domain/procedure/route.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';

/** Who holds a task, and whether it is still open. */
export interface TaskHolder {
  readonly agency: string;
  readonly role: Role;
  readonly open: boolean;
}

/** A task as everybody at the agency sees it. */
export type ListedTask = Omit<TaskItem, 'actAs'>;

export interface TaskService {
  /** Tasks of an agency: open ones by due instant, done ones latest first. */
  list(agency: string, query: TaskQuery): Promise<Page<ListedTask>>;
  /** @throws DomainError `task-unknown` */
  holder(task: string): Promise<TaskHolder>;
  /**
   * Records that a person opened a task, once; a repeat gives the first instant.
   * @throws DomainError `task-left` when it was acted on before the person ever opened it
   */
  open(task: string, actor: ActorContext): Promise<TaskOpening>;
}

interface TaskFound extends Record<string, unknown> {
  readonly id: string;
  readonly dossier: string;
  readonly parent: string | null;
  readonly procedure: string;
  readonly procedure_name: { readonly vi: string; readonly en: string } | null;
  readonly stage: string;
  readonly kind: StepKind;
  readonly role: Role;
  readonly routed_at: StoredInstant;
  readonly opened_at: StoredInstant | null;
  readonly due_at: StoredInstant | null;
  /** The key as text: the database's instants are finer than ours. */
  readonly due_key: string | null;
  readonly left_key: string | null;
  readonly overdue: boolean;
  readonly acted_at: StoredInstant | null;
  readonly dossier_due_at: StoredInstant | null;
  readonly waits_for: TaskItem['waitsFor'];
  readonly lead: string | null;
}

const SHOWN = `select t.id, t.dossier, d.parent, d.procedure, v.content->'name' as procedure_name, t.stage, t.kind, t.role, t.routed_at,
    (select min(o.opened_at) from task_opening o where o.task = t.id) as opened_at, t.due_at, (t.due_at at time zone 'UTC')::text || '+00' as due_key,
    (t.left_at at time zone 'UTC')::text || '+00' as left_key, t.overdue, t.acted_at, d.due_at as dossier_due_at,
    d.waits_for, t.lead`;
const JOINED = `join dossier d on d.code = t.dossier
    join procedure_version v on v.code = d.procedure and v.version = d.procedure_version`;

/** One index range per role, merged: with an instant first, then the few whose clock stands still. */
const OPEN = {
  name: 'tasks-open',
  text: `${SHOWN}
    from (
      select found.* from unnest($2::text[]) as r (role), lateral (
        (select * from task where agency = $1 and task.role = r.role and left_at is null
          and (due_at, id) > ($3::timestamptz, $4) order by due_at, id limit $6)
        union all
        (select * from task where agency = $1 and task.role = r.role and left_at is null
          and due_at is null and id > $5 order by id limit $6)
      ) as found order by found.due_at nulls last, found.id limit $6
    ) t ${JOINED} order by t.due_at nulls last, t.id`,
};

const DONE = {
  name: 'tasks-done',
  text: `${SHOWN}
    from (
      select found.* from unnest($2::text[]) as r (role), lateral (
        select * from task where agency = $1 and task.role = r.role and left_at is not null
          and (left_at, id) < ($3::timestamptz, $4) order by left_at desc, id desc limit $5
      ) as found order by found.left_at desc, found.id desc limit $5
    ) t ${JOINED} order by t.left_at desc, t.id desc`,
};

const HOLDER = { name: 'task-holder', text: 'select agency, role, left_at is null as open from task where id = $1' };

const OPENING = {
  name: 'task-opening',
  text: `insert into task_opening (task, person, appointment, opened_at)
    select id, $2, $3, now() from task where id = $1 and left_at is null
    on conflict (task, person) do nothing returning opened_at`,
};
const OPENED = { name: 'task-opened', text: 'select opened_at from task_opening where task = $1 and person = $2' };

const openCursors = cursorsOf('tasks-open', z.strictObject({ due: KeyInstant.nullable(), id: KeyText }));
const doneCursors = cursorsOf('tasks-done', z.strictObject({ left: KeyInstant, id: KeyText }));

export function createTaskService({ db }: { readonly db: Pick<Database, 'execute'> }): TaskService {
  const listOpen = async (agency: string, roles: readonly Role[], { cursor, limit }: TaskQuery) => {
    const after = cursor === undefined ? null : openCursors.decode(cursor);
    const start =
      after === null
        ? ['-infinity', '', '']
        : after.due === null
          ? ['infinity', '', after.id]
          : [after.due, after.id, ''];
    const rows = await db.execute<TaskFound>(OPEN, [agency, roles, ...start, limit + 1]);
    return toPage(rows, limit, openCursors, ({ due_key, id }) => ({ due: due_key, id }), toItem);
  };
  const listDone = async (agency: string, roles: readonly Role[], { cursor, limit }: TaskQuery) => {
    const after = cursor === undefined ? { left: 'infinity', id: '' } : doneCursors.decode(cursor);
    const rows = await db.execute<TaskFound>(DONE, [agency, roles, after.left, after.id, limit + 1]);
    return toPage(rows, limit, doneCursors, ({ left_key, id }) => ({ left: left_key ?? '', id }), toItem);
  };

  return {
    list(agency, query) {
      const roles = query.role === undefined ? ROLES : [query.role];
      return query.state === 'open' ? listOpen(agency, roles, query) : listDone(agency, roles, query);
    },
    async holder(task) {
      const [row] = await db.execute<TaskHolder & Record<string, unknown>>(HOLDER, [task]);
      if (row === undefined) throw new DomainError('task-unknown', { task });
      return row;
    },
    async open(task, { person, appointment }) {
      const [first] = await db.execute<{ opened_at: StoredInstant }>(OPENING, [task, person, appointment]);
      // A statement of its own: one that was written at the same time is seen only by the next.
      const [row] =
        first === undefined ? await db.execute<{ opened_at: StoredInstant }>(OPENED, [task, person]) : [first];
      if (row === undefined) throw new DomainError('task-left', { task });
      return { task, person, openedAt: instant(row.opened_at) };
    },
  };
}

function toItem(row: TaskFound): ListedTask {
  return {
    task: row.id,
    dossier: row.dossier,
    parent: row.parent,
    procedure: { code: row.procedure, name: row.procedure_name },
    stage: row.stage,
    kind: row.kind,
    role: row.role,
    routedAt: instant(row.routed_at),
    openedAt: instantOrNull(row.opened_at),
    dueAt: instantOrNull(row.due_at),
    overdue: row.overdue,
    actedAt: instantOrNull(row.acted_at),
    dossierDueAt: instantOrNull(row.dossier_due_at),
    waitsFor: row.waits_for,
    lead: row.lead,
  };
}
