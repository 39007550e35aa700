import { z } from 'zod';
import { ROLES } from '../domain/access/roles.ts';
import { PAUSE_KINDS } from '../domain/calendar/pauses.ts';
import { STEP_KINDS } from '../domain/procedure/route.ts';
import { Bilingual, Instant, Person } from './common.ts';
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

/** Under which appointment the reader himself could do a task, and whose it is when it was delegated to him. */
const ActAs = z.strictObject({
  appointment: z.string(),
  onBehalfOf: Person.nullable().describe('Người ủy quyền; null khi theo bổ nhiệm của chính mình / null for one’s own'),
});
export type ActAs = z.output<typeof ActAs>;

export const TaskItem = z
  .strictObject({
    task: z.string(),
    dossier: z.string(),
    parent: z
      .string()
      .nullable()
      .describe('Hồ sơ liên thông, khi việc thuộc hồ sơ con / of a sub-dossier: the dossier that it is part of'),
    procedure: z.strictObject({ code: z.string(), name: Bilingual.nullable() }),
    stage: z.string(),
    kind: z.enum(STEP_KINDS),
    role: z.enum(ROLES),
    routedAt: Instant,
    openedAt: Instant.nullable().describe('Lần đầu có người mở việc / when somebody first opened it'),
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
    actedAt: Instant.nullable(),
    dossierDueAt: Instant.nullable(),
    waitsFor: z.enum(PAUSE_KINDS).nullable().describe('Hồ sơ đang chờ / what the dossier waits for'),
    lead: z.string().nullable().describe('Người chủ trì / the officer who leads'),
    actAs: ActAs.nullable().describe(
      'Quyền mà người xem dùng để làm việc này; null khi việc đã làm hoặc không giao cho người xem / null for a task that is done or not the reader’s to do',
    ),
  })
  .meta({ id: 'Task' });
export type TaskItem = z.output<typeof TaskItem>;

export const TaskPage = pageOf(TaskItem);

/** That a person has opened a task: a fact of its own, not an act on the dossier. */
export const TaskOpening = z
  .strictObject({ task: z.string(), person: z.string(), openedAt: Instant })
  .meta({ id: 'TaskOpening' });
export type TaskOpening = z.output<typeof TaskOpening>;
