import { z } from 'zod';
import { DELEGATION_STATES } from '../domain/access/delegation.ts';
import { ROLES } from '../domain/access/roles.ts';
import { Code, Instant, Named, Person } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

/** An instant with any offset, kept in UTC. */
const GivenInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .pipe(Instant);

/** That an officer or leader is away for a time, and who takes his place (ủy quyền, giao thay). */
export const DelegationRequest = z.strictObject({
  appointment: Code.describe('Bổ nhiệm được ủy quyền / the appointment that is passed on'),
  deputy: Code.describe('Người nhận ủy quyền, thuộc cùng cơ quan / the deputy, a person of the same agency'),
  from: GivenInstant.optional().describe('Bắt đầu; bỏ trống thì có hiệu lực ngay / at once unless given'),
  to: GivenInstant.describe(
    'Kết thúc, không gồm thời điểm này; dài nhất một năm / the end, not included; a year at most',
  ),
  reason: z.string().trim().min(1).max(1000).describe('Lý do vắng mặt / why: kept on record, in no event and no log'),
});
export type DelegationRequest = z.output<typeof DelegationRequest>;

/** What granting answers, the same to each repeat of its key. */
export const DelegationReceipt = z
  .strictObject({
    id: z.uuid(),
    appointment: z.string(),
    principal: z.string(),
    deputy: z.string(),
    from: Instant,
    to: Instant,
    grantedBy: z.string(),
    grantedAt: Instant,
  })
  .meta({ id: 'DelegationReceipt' });
export type DelegationReceipt = z.output<typeof DelegationReceipt>;

/** What ending answers, the same to everyone who ends it again. */
export const DelegationEnd = z
  .strictObject({ id: z.uuid(), endedAt: Instant, endedBy: z.string() })
  .meta({ id: 'DelegationEnd' });
export type DelegationEnd = z.output<typeof DelegationEnd>;

export const DelegationQuery = z.strictObject({ ...PageQuery });
export type DelegationQuery = z.output<typeof DelegationQuery>;

export const Delegation = z
  .strictObject({
    id: z.uuid(),
    appointment: z.strictObject({
      id: z.string(),
      agency: Named,
      office: Named.nullable(),
      role: z.enum(ROLES),
    }),
    principal: Person,
    deputy: Person,
    from: Instant,
    to: Instant,
    state: z
      .enum(DELEGATION_STATES)
      .describe('coming: chưa đến; in-force: trong thời gian; over: hết thời gian; ended: đã chấm dứt trước hạn'),
    reason: z.string().nullable().describe('null khi đã kết thúc quá một năm / null a year after it was over'),
    grantedBy: Person,
    grantedAt: Instant,
    endedAt: Instant.nullable(),
    endedBy: Person.nullable(),
  })
  .meta({ id: 'Delegation' });
export type Delegation = z.output<typeof Delegation>;

export const DelegationPage = pageOf(Delegation);
