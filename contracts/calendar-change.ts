import { z } from 'zod';
import { CALENDAR_FIELDS } from '../domain/calendar/calendar-difference.ts';
import { CalendarData } from './catalogue/calendar.ts';
import { Slug, WeekdayName } from './catalogue/common.ts';
import { Instant, Person } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

/** What a change of a calendar goes through: two people decide on it, and one batch puts it into effect. */
export const CALENDAR_CHANGE_STATUSES = ['proposed', 'approved', 'applying', 'applied', 'dropped'] as const;

/** What came of one dossier: `pending` until the batch has been there. */
export const REPLAN_OUTCOMES = ['pending', 'done', 'unchanged', 'refused'] as const;

/** A calendar as it is to be, whole, under its own id. */
export const CalendarProposal = z.strictObject({
  content: CalendarData.meta({ id: 'CalendarContent' }).describe(
    'Toàn bộ lịch làm việc sau thay đổi / the whole calendar as it is to be',
  ),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(1000)
    .describe('Căn cứ, ví dụ số quyết định / why, such as the decision’s number'),
});
export type CalendarProposal = z.output<typeof CalendarProposal>;

const DateRule = z.strictObject({
  kind: z.enum(['ordinary', 'holiday', 'make-up']).describe('ordinary: theo thứ trong tuần / as its weekday'),
  usesWeekday: WeekdayName.nullable(),
});

/** A local date of which the calendar says something else from now on. */
const ChangedDate = z
  .strictObject({ date: z.iso.date(), former: DateRule, proposed: DateRule })
  .meta({ id: 'ChangedCalendarDate' });

const difference = {
  dates: z.array(ChangedDate).describe('Các ngày thay đổi / the dates that change'),
  fields: z.array(z.enum(CALENDAR_FIELDS)).describe('Các mục khác thay đổi / what else changes'),
};

/** What proposing answers, the same to each repeat of its key. */
export const CalendarChangeReceipt = z
  .strictObject({
    id: z.uuid(),
    calendar: Slug,
    version: z.int().describe('Phiên bản được đề xuất / the version that is proposed'),
    basedOn: z.int().describe('Phiên bản đang áp dụng khi đề xuất / the version in force then'),
    ...difference,
    proposedBy: z.string(),
    proposedAt: Instant,
  })
  .meta({ id: 'CalendarChangeReceipt' });
export type CalendarChangeReceipt = z.output<typeof CalendarChangeReceipt>;

/** What approving or dropping answers, the same to each repeat of its key. */
export const CalendarChangeDecision = z
  .strictObject({ id: z.uuid(), decision: z.enum(['approved', 'dropped']), by: z.string(), at: Instant })
  .meta({ id: 'CalendarChangeDecision' });
export type CalendarChangeDecision = z.output<typeof CalendarChangeDecision>;

const Count = z.int().min(0);

export const CalendarChange = z
  .strictObject({
    id: z.uuid(),
    calendar: Slug,
    version: z.int(),
    basedOn: z.int(),
    contentHash: z.string(),
    ...difference,
    reason: z.string(),
    status: z.enum(CALENDAR_CHANGE_STATUSES),
    proposedBy: Person,
    proposedAt: Instant,
    approvedBy: Person.nullable(),
    approvedAt: Instant.nullable(),
    inForceAt: Instant.nullable().describe('Từ khi nào tính theo lịch mới / since when it counts'),
    appliedAt: Instant.nullable().describe('Khi nào xong các hồ sơ / when the batch had been through all dossiers'),
    droppedBy: Person.nullable(),
    droppedAt: Instant.nullable(),
    preview: z.strictObject({
      readyAt: Instant.nullable().describe('null khi còn đang tính / null while it is being worked out'),
      lookedAt: Count.nullable().describe('Số hồ sơ đã xem / dossiers that were looked at'),
      later: Count.describe('Số hồ sơ hẹn trả muộn hơn / appointments that would be later'),
      earlier: Count.describe('Số hồ sơ hẹn trả sớm hơn / appointments that would be earlier'),
      others: Count.describe('Số hồ sơ chỉ đổi hạn của bước hoặc mốc nhắc / of which only steps or warnings change'),
    }),
    outcomes: z.strictObject({ pending: Count, done: Count, unchanged: Count, refused: Count }),
  })
  .meta({ id: 'CalendarChange' });
export type CalendarChange = z.output<typeof CalendarChange>;

export const CalendarChangeQuery = z.strictObject({ calendar: Slug.optional(), ...PageQuery });
export type CalendarChangeQuery = z.output<typeof CalendarChangeQuery>;
export const CalendarChangePage = pageOf(CalendarChange);

/** A dossier that a change touches. Dates only, no personal data. */
export const CalendarChangeItem = z
  .strictObject({
    dossier: z.string(),
    dueAt: z.strictObject({ former: Instant.nullable(), proposed: Instant.nullable(), applied: Instant.nullable() }),
    stepDueAt: z.strictObject({ former: Instant.nullable(), proposed: Instant.nullable() }),
    outcome: z.enum(REPLAN_OUTCOMES),
    code: z.string().nullable().describe('Vì sao không đổi hoặc bị từ chối / why it was left alone or refused'),
  })
  .meta({ id: 'CalendarChangeItem' });
export type CalendarChangeItem = z.output<typeof CalendarChangeItem>;

export const CalendarChangeItemQuery = z.strictObject({ outcome: z.enum(REPLAN_OUTCOMES).optional(), ...PageQuery });
export type CalendarChangeItemQuery = z.output<typeof CalendarChangeItemQuery>;
export const CalendarChangeItemPage = pageOf(CalendarChangeItem);

/** A calendar as everything is counted by it now. */
export const CalendarInForce = z
  .strictObject({
    calendar: Slug,
    version: z.int(),
    contentHash: z.string(),
    content: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CalendarInForce' });
