import { z } from 'zod';
import {
  CalendarChange,
  CalendarChangeDecision,
  CalendarChangeItemPage,
  CalendarChangeItemQuery,
  CalendarChangePage,
  CalendarChangeQuery,
  CalendarChangeReceipt,
  CalendarInForce,
  CalendarProposal,
} from '../../../contracts/calendar-change.ts';
import { Code } from '../../../contracts/common.ts';
import { DomainError } from '../../../domain/errors.ts';
import { findCalendarInForce } from '../../../infra/calendars/calendar-versions.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { listedFor } from '../planned-dossiers.ts';
import { listChanges, listItems, readChange } from './list.ts';
import type { CalendarChangeService } from './service.ts';

const params = z.strictObject({ id: z.uuid().toLowerCase() });

/** @param owners agencies that answer for the appointments of the whole province */
export function calendarChangeRoutes(
  service: CalendarChangeService,
  db: Pick<Database, 'execute'>,
  owners: readonly string[],
): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/calendars/{calendar}',
      id: 'readCalendar',
      summary: { vi: 'Lịch làm việc đang áp dụng', en: 'A calendar as it is in force' },
      description: {
        vi: 'Toàn bộ nội dung lịch, làm gốc để đề xuất thay đổi.',
        en: 'The whole calendar: what a change starts from.',
      },
      tags: ['calendars'],
      permission: 'catalogue.read',
      params: z.strictObject({ calendar: Code }),
      responses: { 200: CalendarInForce },
      errors: ['calendar-unknown'],
      async handler({ params: { calendar } }) {
        const found = await findCalendarInForce(db, calendar);
        if (found === null) throw new DomainError('calendar-unknown', { calendar });
        return { status: 200 as const, body: { ...found, content: { ...found.content } } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/calendar-changes',
      id: 'proposeCalendarChange',
      summary: { vi: 'Đề xuất thay đổi lịch làm việc', en: 'Propose a change of a calendar' },
      description: {
        vi: 'Gửi toàn bộ lịch như sẽ áp dụng; câu trả lời nêu các ngày thay đổi. Hệ thống tính xem hồ sơ nào đổi ngày hẹn; chưa có gì thay đổi cho đến khi người khác duyệt.',
        en: 'Takes the whole calendar as it is to be; the answer says which dates change. Whose appointments change is worked out next. Nothing changes before another person has approved it.',
      },
      tags: ['calendars'],
      permission: 'calendar.propose',
      body: CalendarProposal,
      idempotent: true,
      responses: { 201: CalendarChangeReceipt },
      errors: [
        'calendar-unknown',
        'calendar-change-empty',
        'rights-changed',
        'calendar-without-sessions',
        'minutes-per-day-invalid',
        'session-invalid',
        'sessions-overlap',
      ],
      async handler(ctx) {
        const { idempotencyKey: key, body, actorFor } = ctx;
        const receipt = await service.propose({ key, person: identityOf(ctx).person, body, actorFor });
        // Parsed, so that the first answer and its repeats are the same to the byte.
        return { status: 201 as const, body: CalendarChangeReceipt.parse(receipt) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/calendar-changes',
      id: 'listCalendarChanges',
      summary: { vi: 'Các thay đổi lịch làm việc', en: 'Changes of calendars' },
      description: { vi: 'Mới nhất trước.', en: 'The latest first.' },
      tags: ['calendars'],
      permission: 'calendar.read',
      query: CalendarChangeQuery,
      responses: { 200: CalendarChangePage },
      errors: ['cursor-invalid'],
      handler: async ({ query }) => ({ status: 200 as const, body: await listChanges(db, query) }),
    }),
    defineRoute({
      method: 'get',
      path: '/calendar-changes/{id}',
      id: 'readCalendarChange',
      summary: { vi: 'Một thay đổi lịch làm việc', en: 'One change of a calendar' },
      description: {
        vi: 'Ngày nào thay đổi, ai đề xuất và duyệt, bao nhiêu hồ sơ đổi hẹn, đã áp dụng đến đâu.',
        en: 'Which dates change, who proposed and approved it, how many appointments change, and how far its batch has come.',
      },
      tags: ['calendars'],
      permission: 'calendar.read',
      params,
      responses: { 200: CalendarChange },
      errors: ['calendar-change-unknown'],
      handler: async ({ params: { id } }) => ({ status: 200 as const, body: await readChange(db, id) }),
    }),
    defineRoute({
      method: 'get',
      path: '/calendar-changes/{id}/dossiers',
      id: 'listCalendarChangeDossiers',
      summary: { vi: 'Hồ sơ đổi ngày hẹn theo thay đổi lịch', en: 'Dossiers that a change touches' },
      description: {
        vi: 'Theo mã hồ sơ: ngày hẹn cũ, ngày hẹn mới như xem trước, ngày đã ghi, kết quả từng hồ sơ. Người duyệt, người quản lý danh mục và người giám sát toàn tỉnh thấy tất cả; lãnh đạo và kiểm tra viên khác chỉ thấy hồ sơ mà cơ quan mình tham gia hoặc của cấp dưới. Không có dữ liệu cá nhân.',
        en: 'By their codes: the appointment as it was, as previewed and as written, and what came of each. All of them to who approves, keeps the catalogue or oversees the province; to other leaders and auditors those that their agency takes part in, or that lie below it. No personal data.',
      },
      tags: ['calendars'],
      permission: ['plan.list-all-dossiers', 'plan.list-dossiers'],
      params,
      query: CalendarChangeItemQuery,
      responses: { 200: CalendarChangeItemPage },
      errors: ['calendar-change-unknown', 'cursor-invalid'],
      async handler(ctx) {
        const { id } = ctx.params;
        const reader = listedFor(ctx, owners);
        await readChange(db, id);
        return { status: 200 as const, body: await listItems(db, id, reader, ctx.query) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/calendar-changes/{id}/approve',
      id: 'approveCalendarChange',
      summary: { vi: 'Duyệt thay đổi lịch làm việc', en: 'Approve a change of a calendar' },
      description: {
        vi: 'Người khác với người đề xuất duyệt, khi đã xem trước xong. Lịch mới có hiệu lực và các hồ sơ đang giải quyết được tính lại hạn theo lô; người nộp được thông báo. Duyệt lại sau khi lô xong để làm tiếp các hồ sơ bị từ chối.',
        en: 'By another person than its proposer, once the preview is ready. The calendar comes into force, open dossiers are planned anew in one batch, and applicants are told. Approving again after the batch takes up what was refused.',
      },
      tags: ['calendars'],
      permission: 'calendar.approve',
      params,
      idempotent: true,
      responses: { 200: CalendarChangeDecision },
      errors: [
        'calendar-change-unknown',
        'calendar-change-not-previewed',
        'calendar-change-outdated',
        'calendar-change-running',
        'calendar-change-settled',
        'own-proposal',
        'rights-changed',
      ],
      async handler(ctx) {
        const { idempotencyKey: key, actorFor } = ctx;
        const done = await service.approve({ key, person: identityOf(ctx).person, id: ctx.params.id, actorFor });
        return { status: 200 as const, body: CalendarChangeDecision.parse(done) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/calendar-changes/{id}/drop',
      id: 'dropCalendarChange',
      summary: { vi: 'Hủy đề xuất thay đổi lịch', en: 'Drop a proposed change of a calendar' },
      description: {
        vi: 'Người đề xuất rút lại, hoặc người có quyền duyệt không chấp thuận; chỉ khi chưa duyệt.',
        en: 'Its proposer takes it back, or who might approve it turns it down; only before it was approved.',
      },
      tags: ['calendars'],
      permission: ['calendar.propose', 'calendar.approve'],
      params,
      idempotent: true,
      responses: { 200: CalendarChangeDecision },
      errors: ['calendar-change-unknown', 'calendar-change-settled'],
      async handler(ctx) {
        const { idempotencyKey: key, actorFor } = ctx;
        const done = await service.drop({ key, person: identityOf(ctx).person, id: ctx.params.id, actorFor });
        return { status: 200 as const, body: CalendarChangeDecision.parse(done) };
      },
    }),
  ];
}
