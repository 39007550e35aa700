import { z } from 'zod';
import { ROLES } from '../domain/access/roles.ts';
import { STAGE_KINDS } from '../domain/procedure/route.ts';
import { Bilingual, Instant } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

export const TaskQuery = z.strictObject({
  role: z.enum(ROLES).optional().describe('Chỉ việc của vai trò này / tasks of this role only'),
  state: z
    .enum(['open', 'done'])
    .default('open')
    .describe('open: chưa làm, sớm hạn trước; done: đã làm, mới nhất trước'),
  ...PageQuery,
});
export type TaskQuery = z.output<typeof TaskQuery>;

export const TaskItem = z
  .strictObject({
    task: z.string(),
    dossier: z.string(),
    procedure: z.strictObject({ code: z.string(), name: Bilingual.nullable() }),
    stage: z.string(),
    kind: z.enum(STAGE_KINDS),
    role: z.enum(ROLES),
    routedAt: Instant,
    openedAt: Instant.nullable().describe('Lần đầu có người mở việc / when somebody first opened it'),
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
    actedAt: Instant.nullable(),
    dossierDueAt: Instant,
  })
  .meta({ id: 'Task' });
export type TaskItem = z.output<typeof TaskItem>;

export const TaskPage = pageOf(TaskItem);

/** That a person has opened a task: a fact of its own, not an act on the dossier. */
export const TaskOpening = z
  .strictObject({ task: z.string(), person: z.string(), openedAt: Instant })
  .meta({ id: 'TaskOpening' });
export type TaskOpening = z.output<typeof TaskOpening>;
