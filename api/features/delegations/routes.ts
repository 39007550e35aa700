import { z } from 'zod';
import {
  DelegationEnd,
  DelegationPage,
  DelegationQuery,
  DelegationReceipt,
  DelegationRequest,
} from '../../../contracts/delegation.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { powersOf } from '../../../infra/identity/powers.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { concealed, worksAt } from '../known-actor.ts';
import type { Names } from '../names.ts';
import { listDelegations, viewerOf } from './list.ts';
import type { DelegationService } from './service.ts';

export function delegationRoutes(
  service: DelegationService,
  db: Pick<Database, 'execute'>,
  names: () => Promise<Names>,
): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/delegations',
      id: 'grantDelegation',
      summary: { vi: 'Ủy quyền cho người làm thay', en: 'Name a deputy for a time' },
      description: {
        vi: 'Người giữ bổ nhiệm tự ủy quyền, hoặc lãnh đạo cơ quan ủy quyền thay cho công chức của mình; quyền của lãnh đạo cơ quan chỉ do lãnh đạo cơ quan giao. Trong thời gian ủy quyền, người nhận mở và làm việc của bổ nhiệm ấy; mọi thao tác ghi cả người làm lẫn người ủy quyền. Hết thời gian, việc tự trở về. Người nhận không được ủy quyền tiếp. Ủy quyền, và việc chấm dứt, làm thay đổi phiên bản quyền của cả hai người.',
        en: 'The holder delegates his own appointment, or a leader of the agency one of his officers’; the power of the agency’s leader only its leader. During the period the deputy opens and does the tasks of that appointment; each act records who did it and for whom. Afterwards the tasks are back by themselves. A deputy cannot pass it on. Granting and ending raise the version of both persons’ rights.',
      },
      tags: ['delegations'],
      permission: 'delegation.grant',
      body: DelegationRequest,
      idempotent: true,
      responses: { 201: DelegationReceipt },
      errors: [
        'principal-unknown',
        'delegation-role',
        'delegation-to-self',
        'deputy-elsewhere',
        'delegation-not-in-office',
        'delegation-empty',
        'delegation-past',
        'delegation-too-long',
        'delegation-overlap',
        'rights-changed',
      ],
      async handler(ctx) {
        const { idempotencyKey: key, body, actorFor } = ctx;
        const receipt = await service.grant({ key, person: identityOf(ctx).person, body, actorFor });
        // Parsed, so that the first answer and its repeats are the same to the byte.
        return { status: 201 as const, body: DelegationReceipt.parse(receipt) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/delegations',
      id: 'listDelegations',
      summary: { vi: 'Danh sách ủy quyền', en: 'Delegations' },
      description: {
        vi: 'Ủy quyền mà người xem giao, nhận hoặc lập; lãnh đạo xem thêm của cơ quan mình, kiểm tra viên xem tất cả. Bắt đầu muộn nhất trước.',
        en: 'Those that the reader passes on, takes or has granted; a leader’s agency’s too, and to an auditor all. The latest beginning first.',
      },
      tags: ['delegations'],
      permission: 'delegation.read',
      query: DelegationQuery,
      responses: { 200: DelegationPage },
      errors: ['cursor-invalid'],
      async handler(ctx) {
        const identity = identityOf(ctx);
        const viewer = viewerOf(identity.person, powersOf(identity));
        return { status: 200 as const, body: await listDelegations(db, await names(), viewer, ctx.query) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/delegations/{id}/end',
      id: 'endDelegation',
      summary: { vi: 'Chấm dứt ủy quyền trước hạn', en: 'End a delegation' },
      description: {
        vi: 'Người ủy quyền, người lập hoặc lãnh đạo cơ quan chấm dứt; có hiệu lực ngay, kể cả khi chưa đến thời gian ủy quyền. Chấm dứt lại không thay đổi gì: câu trả lời nêu ai đã chấm dứt và lúc nào.',
        en: 'By the principal, the granter or a leader of the agency; it takes effect at once, also before the delegation has begun. Ending it again changes nothing: the answer says who ended it and when.',
      },
      tags: ['delegations'],
      permission: 'delegation.end',
      params: z.strictObject({ id: z.uuid().toLowerCase() }),
      idempotent: true,
      responses: { 200: DelegationEnd },
      errors: ['delegation-unknown', 'delegation-over'],
      async handler(ctx) {
        const { idempotencyKey: key, actorFor } = ctx;
        const { id } = ctx.params;
        const end = await concealed(
          () => service.end({ key, person: identityOf(ctx).person, id, actorFor }),
          async () => worksAt(ctx, await service.agencies(id)),
          new DomainError('delegation-unknown'),
        );
        return { status: 200 as const, body: DelegationEnd.parse(end) };
      },
    }),
  ];
}
