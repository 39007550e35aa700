import { z } from 'zod';
import { TaskOpening, TaskPage, TaskQuery } from '../../../contracts/task.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { DomainError } from '../../../domain/errors.ts';
import { identityOf } from '../identity-of.ts';
import { concealed, worksAt } from '../known-actor.ts';
import { actAs } from './act-as.ts';
import type { TaskService } from './service.ts';

export function taskRoutes(service: TaskService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/agencies/{agency}/tasks',
      id: 'listTasks',
      summary: { vi: 'Việc của cơ quan', en: 'Tasks of an agency' },
      description: {
        vi: 'Việc chưa làm kèm "actAs": quyền mà người xem sẽ dùng để làm, và người ủy quyền nếu làm thay.',
        en: 'An open task has "actAs": the power by which the reader would do it, and whose it is when it was delegated.',
      },
      tags: ['tasks'],
      permission: 'task.list',
      params: z.strictObject({ agency: z.string().max(35) }),
      query: TaskQuery,
      responses: { 200: TaskPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const { agency } = ctx.params;
        ctx.actorFor({ owners: [agency] });
        const identity = identityOf(ctx);
        const { items, next } = await service.list(agency, ctx.query);
        const shown = items.map((item) => ({
          ...item,
          actAs: item.actedAt === null ? actAs(identity, { agency, role: item.role }) : null,
        }));
        return { status: 200 as const, body: { items: shown, next } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/tasks/{task}/opening',
      id: 'openTask',
      summary: { vi: 'Ghi nhận đã mở việc', en: 'Record that a task was opened' },
      description: {
        vi: 'Chỉ người giữ bước mới mở được. Mỗi người mở một việc được ghi đúng một lần, nên gửi lại luôn nhận thời điểm mở lần đầu: không cần Idempotency-Key, có gửi kèm cũng không có tác dụng.',
        en: 'Only whoever holds the step may. That a person opened a task is recorded once, so a repeat gets the first instant: no Idempotency-Key is needed, and one that is sent has no effect.',
      },
      tags: ['tasks'],
      permission: 'task.open',
      params: z.strictObject({ task: z.string().max(100) }),
      responses: { 200: TaskOpening },
      errors: ['task-unknown', 'task-left'],
      async handler(ctx) {
        const { task } = ctx.params;
        const { agency, role } = await service.holder(task);
        const actor = await concealed(
          async () => ctx.actorFor({ step: { agency, role } }),
          async () => worksAt(ctx, [agency]),
          new DomainError('task-unknown', { task }),
        );
        return { status: 200 as const, body: await service.open(task, actor) };
      },
    }),
  ];
}
