import type {
  CalendarChange,
  CalendarChangeDecision,
  CalendarChangeItem,
  CalendarChangeReceipt,
} from '../../contracts/calendar-change.ts';

type Difference = Pick<CalendarChange, 'dates' | 'fields'>;
type Rule = Difference['dates'][number]['former'];

const STATUSES: Readonly<Record<CalendarChange['status'], string>> = {
  proposed: 'đã đề xuất | proposed',
  approved: 'đã duyệt | approved',
  applying: 'đang áp dụng | being applied',
  applied: 'đã áp dụng | applied',
  dropped: 'đã hủy | dropped',
};

const OUTCOMES: Readonly<Record<CalendarChangeItem['outcome'], string>> = {
  pending: 'chưa | pending',
  done: 'đã tính lại | done',
  unchanged: 'giữ nguyên | unchanged',
  refused: 'bị từ chối | refused',
};

function ruleText({ kind, usesWeekday }: Rule): string {
  if (kind === 'holiday') return 'nghỉ | day off';
  return kind === 'make-up' ? `làm bù ${usesWeekday} | make-up ${usesWeekday}` : 'như thường | as its weekday';
}

function differenceLines({ dates, fields }: Difference): string[] {
  return [
    ...dates.map(({ date, former, proposed }) => `  ${date}: ${ruleText(former)} → ${ruleText(proposed)}`),
    ...fields.map((field) => `  ${field}`),
  ];
}

/** What was proposed, and what to do next. */
export function receiptLines(receipt: CalendarChangeReceipt): string[] {
  const { id, calendar, version, basedOn } = receipt;
  return [
    `${id}: ${calendar} ${basedOn} → ${version}, đã đề xuất | proposed`,
    ...differenceLines(receipt),
    `Xem trước, rồi người khác duyệt | Preview it, then another person approves: calendar change preview ${id} --wait`,
  ];
}

export function decisionLine({ id, decision, by, at }: CalendarChangeDecision): string {
  return `${id}: ${STATUSES[decision]}, ${by}, ${local(at)}`;
}

/** A change with its figures. */
export function changeLines(change: CalendarChange): string[] {
  const { id, calendar, version, basedOn, status, preview, outcomes } = change;
  const { pending, done, unchanged, refused } = outcomes;
  return [
    `${id}: ${calendar} ${basedOn} → ${version}, ${STATUSES[status]}`,
    `  ${change.reason}`,
    `  ${change.proposedBy.id}, ${local(change.proposedAt)}${change.approvedBy === null ? '' : ` → ${change.approvedBy.id}, ${local(change.approvedAt)}`}`,
    ...differenceLines(change),
    preview.readyAt === null
      ? '  đang tính hồ sơ nào đổi hẹn | it is being worked out which appointments change'
      : `  đã xem | looked at ${preview.lookedAt ?? 0}; hẹn muộn hơn | later ${preview.later}, sớm hơn | earlier ${preview.earlier}, chỉ hạn của bước, mốc nhắc | only steps or warnings ${preview.others}`,
    `  chưa | pending ${pending}, đã tính lại | done ${done}, giữ nguyên | unchanged ${unchanged}, bị từ chối | refused ${refused}`,
  ];
}

/** One dossier: its appointment as it was, as previewed or written, and what came of it. */
export function itemLine({ dossier, dueAt, outcome, code }: CalendarChangeItem): string {
  const next = dueAt.applied ?? dueAt.proposed;
  return `${dossier}  ${local(dueAt.former)} → ${local(next)}  ${OUTCOMES[outcome]}${code === null ? '' : ` (${code})`}`;
}

const FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** The local time of an instant, `2026-11-24 17:00`. */
function local(instant: string | null): string {
  return instant === null ? '–' : FORMAT.format(new Date(instant));
}
